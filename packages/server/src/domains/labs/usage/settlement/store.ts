import { type Insertable, sql } from 'kysely';
import type { Tx } from '../../../../platform/db/db.ts';
import type { ValleyScope } from '../../../../platform/db/scope.ts';
import type { Tables } from '../../../../platform/db/tables.ts';

type NewCharge = Omit<Insertable<Tables['charges']>, 'valley_id' | 'version'>;

export async function insertCharge(tx: Tx, scope: ValleyScope, charge: NewCharge): Promise<void> {
  await tx
    .insertInto('charges')
    .values({
      ...charge,
      valley_id: scope.valleyId,
      quote: sql<never>`${JSON.stringify(charge.quote)}::jsonb`,
      dispute: null,
    })
    .execute();
}
