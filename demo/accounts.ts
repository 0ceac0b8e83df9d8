import type { Quote } from '@hegu/contract/labs/pricing.ts';
import { demoId } from './random.ts';
import type { Row } from './store.ts';

/** The ledger of the demo valley while it is being written: transfers that balance, and what each account has. */
export class Books {
  readonly accounts: Row[] = [];
  readonly transfers: Row[] = [];
  readonly entries: Row[] = [];
  readonly balances = new Map<string, number>();
  private readonly valleyId: string;
  private readonly openedAt: string;
  private readonly ids = new Map<string, string>();
  private count = 0;

  constructor(valleyId: string, openedAt: string) {
    this.valleyId = valleyId;
    this.openedAt = openedAt;
  }

  account(kind: string, ownerKind: string, ownerId: string, name: string, floorFen: number | null): string {
    const key = `${kind}/${ownerKind}/${ownerId}`;
    const known = this.ids.get(key);
    if (known) return known;
    const id = demoId(`account/${key}`);
    this.ids.set(key, id);
    this.accounts.push({
      valley_id: this.valleyId,
      id,
      kind,
      owner_kind: ownerKind,
      owner_id: ownerId,
      name,
      floor_fen: floorFen,
      balance_fen: floorFen === null ? null : 0,
      opened_at: this.openedAt,
    });
    return id;
  }

  transfer(
    kind: string,
    ref: { kind: string; id: string },
    at: string,
    memo: string,
    lines: readonly (readonly [accountId: string, amountFen: number])[],
    seq = 0,
  ): void {
    const id = demoId(`transfer/${kind}/${ref.kind}/${ref.id}/${seq}`);
    this.transfers.push({
      valley_id: this.valleyId,
      id,
      kind,
      ref_kind: ref.kind,
      ref_id: ref.id,
      seq,
      memo,
      at,
      reverses: null,
    });
    for (const [accountId, amountFen] of lines) {
      if (amountFen === 0) continue;
      this.count += 1;
      this.entries.push({
        valley_id: this.valleyId,
        id: demoId(`entry/${this.count}`),
        transfer_id: id,
        account_id: accountId,
        amount_fen: amountFen,
        at,
      });
      this.balances.set(accountId, (this.balances.get(accountId) ?? 0) + amountFen);
    }
  }
}

export interface Charged {
  readonly row: Record<string, unknown>;
  readonly quote: Quote;
}
