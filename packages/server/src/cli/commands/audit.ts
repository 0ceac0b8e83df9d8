import { readFile } from 'node:fs/promises';
import { AuditHead } from '@hegu/contract/audit.ts';
import { z } from 'zod';
import {
  latestHead,
  readTrustedKeys,
  type TrustedKeys,
  type Verification,
  verify,
} from '../../platform/audit/index.ts';
import { scopeOf } from '../../platform/identity/gate.ts';
import type { ValleyRow } from '../../platform/identity/store.ts';
import * as ledger from '../../platform/ledger/index.ts';
import { CliError, exitCode } from '../io.ts';
import type { Room } from '../program.ts';
import type { Session } from '../session.ts';
import { checkProofs } from './proofs.ts';

async function chosen(session: Session, slug: string | undefined): Promise<ValleyRow[]> {
  return slug === undefined ? session.valleys() : [(await session.valley(slug)).row];
}

/** The keys of this deployment. One whose server never ran has none, and nothing that was signed. */
async function trustedKeys(session: Session, valley: ValleyRow): Promise<TrustedKeys> {
  const scope = scopeOf(valley);
  try {
    return await readTrustedKeys(session.dataDir);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const signed = await (await session.db()).read(scope, (tx) => latestHead({ tx, scope }));
    if (!signed) return new Map();
    throw new CliError(
      {
        zh: `${session.keysDir} 不存在，无从核对签名；请用 HEGU_DATA 指明数据目录`,
        en: `${session.keysDir} does not exist, and signatures cannot be checked without it: name the data folder in HEGU_DATA`,
      },
      exitCode.broken,
    );
  }
}

/**
 * Checks the audit log and the books of every valley.
 * @param signatures false where the public keys are not there: the log is then said not to have been checked
 * @returns whether all that was checked is well.
 */
export async function verifyAll(
  session: Session,
  valleys: readonly ValleyRow[],
  signatures: boolean,
): Promise<boolean> {
  let well = true;
  for (const valley of valleys) {
    if (signatures) {
      const audited = await verifyAudit(session, valley, []);
      say(session, valley, audited);
      well &&= audited.ok;
    } else {
      session.say({
        zh: `– ${valley.slug} 审计日志未核对：没有公钥`,
        en: `– ${valley.slug} audit log was not checked: its public keys are not here`,
      });
    }
    const violations = await verifyLedger(session, valley);
    sayLedger(session, valley, violations);
    well &&= violations.length === 0;
  }
  return well;
}

async function verifyAudit(
  session: Session,
  valley: ValleyRow,
  witnesses: readonly AuditHead[],
): Promise<Verification> {
  const keys = await trustedKeys(session, valley);
  const db = await session.db();
  const scope = scopeOf(valley);
  const progress = session.progress();
  try {
    return await db.read(scope, (tx) =>
      verify(tx, scope, {
        keys,
        witnesses: witnesses.filter((w) => w.valleyId === valley.id),
        onProgress: (done, total) => progress.set(`${valley.slug} ${done}/${total}`),
      }),
    );
  } finally {
    progress.done();
  }
}

async function verifyLedger(session: Session, valley: ValleyRow) {
  const scope = scopeOf(valley);
  return (await session.db()).read(scope, (tx) => ledger.verify(tx, scope));
}

function say(session: Session, valley: ValleyRow, v: Verification): void {
  const counts = {
    zh: `${v.entries} 条记录，${v.heads} 个签名树头，${v.pending} 条待封存`,
    en: `${v.entries} entries, ${v.heads} signed heads, ${v.pending} not sealed yet`,
  };
  if (v.ok) {
    session.say({
      zh: `✓ ${valley.slug} 审计日志完好：${counts.zh}`,
      en: `✓ ${valley.slug} audit log is whole: ${counts.en}`,
    });
    return;
  }
  session.say({
    zh: `✗ ${valley.slug} 审计日志有 ${v.discrepancyCount} 处不符：${counts.zh}`,
    en: `✗ ${valley.slug} audit log has ${v.discrepancyCount} discrepancies: ${counts.en}`,
  });
  for (const found of v.discrepancies.slice(0, 20)) session.io.stdout.write(`  ${JSON.stringify(found)}\n`);
}

function sayLedger(session: Session, valley: ValleyRow, violations: readonly unknown[]): void {
  session.say(
    violations.length === 0
      ? { zh: `✓ ${valley.slug} 账目平衡`, en: `✓ ${valley.slug} books balance` }
      : {
          zh: `✗ ${valley.slug} 账目有 ${violations.length} 处不符`,
          en: `✗ ${valley.slug} books: ${violations.length} violations`,
        },
  );
  for (const violation of violations.slice(0, 20))
    session.io.stdout.write(`  ${JSON.stringify(violation)}\n`);
}

interface VerifyOptions {
  readonly valley?: string;
  readonly witness?: string;
  readonly key?: string;
  readonly json?: true;
}

export function auditCommands({ program, add, action, t }: Room): void {
  const valleyOption = t({ zh: '产业谷（默认全部）', en: 'valley (else all)' });
  const json = t({ zh: '以 JSON 输出', en: 'print JSON' });
  const audit = add(program, 'audit', { zh: '审计日志', en: 'the audit log' });

  add(audit, 'verify [proof]', {
    zh: '校验审计日志是否完好；给出下载的证明文件时，只核验这份证明（不用数据库）',
    en: 'prove that the audit log is whole; given a downloaded proof, check that alone (no database needed)',
  })
    .option(
      '--key <file>',
      t({
        zh: '核验证明用的公钥：.pub.pem，或 /api/v1/audit/keys 的内容（默认本部署的）',
        en: 'public keys to check a proof with: a .pub.pem, or what /api/v1/audit/keys says (else those of this deployment)',
      }),
    )
    .option('--valley <slug>', valleyOption)
    .option(
      '--witness <file>',
      t({
        zh: '另存在外的签名树头（hegu audit head 的输出）',
        en: 'heads kept elsewhere (what hegu audit head printed)',
      }),
    )
    .option('--json', json)
    .action(
      action(async (session, proof: string | undefined, o: VerifyOptions) => {
        const [first, second] =
          proof === undefined ? [o.key, '--key'] : [o.valley ?? o.witness, '--valley / --witness'];
        if (first !== undefined)
          throw new CliError(
            proof === undefined
              ? {
                  zh: `${second} 用于核验证明文件：hegu audit verify <文件>`,
                  en: `${second} is for checking a proof: hegu audit verify <file>`,
                }
              : { zh: `核验证明文件时不用 ${second}`, en: `${second} has no part in checking a proof` },
            exitCode.usage,
          );
        if (proof !== undefined) return checkProofs(session, proof, o);
        const witnesses = o.witness ? await readHeads(o.witness) : [];
        const results: (Verification & { valley: string })[] = [];
        for (const valley of await chosen(session, o.valley)) {
          const result = await verifyAudit(session, valley, witnesses);
          results.push({ valley: valley.slug, ...result });
          if (!o.json) say(session, valley, result);
        }
        if (o.json) session.io.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
        return results.every((r) => r.ok) ? exitCode.done : exitCode.refused;
      }),
    );

  add(audit, 'head', {
    zh: '输出最新的签名树头，可存到别处作为见证',
    en: 'print the newest signed heads, to be kept elsewhere as witnesses',
  })
    .option('--valley <slug>', valleyOption)
    .action(
      action(async (session, o: { valley?: string }) => {
        const db = await session.db();
        const heads: AuditHead[] = [];
        for (const valley of await chosen(session, o.valley)) {
          const scope = scopeOf(valley);
          const head = await db.read(scope, (tx) => latestHead({ tx, scope }));
          if (head) heads.push(head);
        }
        session.io.stdout.write(`${JSON.stringify(heads, null, 2)}\n`);
        return undefined;
      }),
    );

  const book = add(program, 'ledger', { zh: '账目', en: 'the ledger' });
  add(book, 'verify', { zh: '重新计算并核对全部账目', en: 'recompute every balance and check it' })
    .option('--valley <slug>', valleyOption)
    .option('--json', json)
    .action(
      action(async (session, o: { valley?: string; json?: true }) => {
        const results: { valley: string; violations: Awaited<ReturnType<typeof verifyLedger>> }[] = [];
        for (const valley of await chosen(session, o.valley)) {
          const violations = await verifyLedger(session, valley);
          results.push({ valley: valley.slug, violations });
          if (!o.json) sayLedger(session, valley, violations);
        }
        if (o.json) session.io.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
        return results.every((r) => r.violations.length === 0) ? exitCode.done : exitCode.refused;
      }),
    );
}

async function readHeads(file: string): Promise<AuditHead[]> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code) throw error;
    json = undefined;
  }
  const read = z.array(AuditHead).safeParse(Array.isArray(json) ? json : [json]);
  if (!read.success)
    throw new CliError({ zh: `${file} 里没有签名树头`, en: `${file} holds no signed heads` });
  return read.data;
}
