import { stat } from 'node:fs/promises';
import { readTrustedKeys } from '../../platform/audit/index.ts';
import {
  type BackupProgress,
  backup,
  type Manifest,
  type RestoreProgress,
  restore,
  verifyArchive,
} from '../../platform/db/backup/index.ts';
import { CliError, exitCode, version, type Words } from '../io.ts';
import type { Room } from '../program.ts';
import { migrationsDir, type Session } from '../session.ts';
import { verifyAll } from './audit.ts';

const steps: Readonly<Record<(BackupProgress | RestoreProgress)['step'], { zh: string; en: string }>> = {
  rows: { zh: '数据', en: 'rows' },
  files: { zh: '文件', en: 'files' },
  keys: { zh: '密钥', en: 'keys' },
  check: { zh: '核对归档', en: 'checking the archive' },
  schema: { zh: '建表', en: 'tables' },
  'keys-and-indexes': { zh: '外键', en: 'foreign keys' },
  compare: { zh: '逐表核对', en: 'comparing' },
  analyse: { zh: '更新统计', en: 'statistics' },
};

/** What will be missing when the log was signed and its public keys are neither here nor coming with the archive; else null. */
async function keysMissing(session: Session, manifest: Manifest, taken: boolean): Promise<Words | null> {
  if (!manifest.tables.some((table) => table.name === 'audit_heads' && table.rows > 0)) return null;
  const brought = manifest.entries.some((e) => /^keys\/audit-[0-9a-f]{32}\.pub\.pem$/.test(e.name));
  if (brought && taken) return null;
  const here = await readTrustedKeys(session.dataDir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (here && here.size > 0) return null;
  const why: Words = brought
    ? { zh: '归档里有，但 --no-keys 不取', en: 'the archive has them, but --no-keys leaves them' }
    : { zh: '归档里也没有', en: 'nor does the archive have them' };
  return {
    zh: `注意：${session.keysDir} 里没有密钥，${why.zh}。数据照常恢复，但审计签名无从核对，所有人要重新登录，服务器会另做一把签名密钥。\n请在启动服务器之前把原来的密钥放到那里，再运行 hegu audit verify。`,
    en: `Note: there are no keys in ${session.keysDir}, and ${why.en}. The data will be restored, but the signatures of the audit log cannot be checked, everybody has to sign in again, and the server will make itself a new signing key.\nPut the former keys there before you start the server, then run hegu audit verify.`,
  };
}

export function backupCommands({ program, add, action, t }: Room): void {
  const line = (p: BackupProgress | RestoreProgress) =>
    `${t(steps[p.step])} ${p.name} ${p.fraction > 0 ? `${Math.round(p.fraction * 100)} %` : ''}`;

  add(program, 'backup <file>', {
    zh: '备份全部数据、文件与密钥（服务器可照常运行；文件名为 - 时写到标准输出）',
    en: 'back up all rows, files and keys while the server runs (- writes to standard output)',
  })
    .option('--no-files', t({ zh: '不含上传的文件', en: 'without uploaded files' }))
    .option('--no-keys', t({ zh: '不含密钥', en: 'without keys' }))
    .action(
      action(async (session, file: string, o: { files: boolean; keys: boolean }) => {
        const toStdout = file === '-';
        if (!toStdout && (await stat(file).catch(() => null)))
          throw new CliError({ zh: `${file} 已存在，不覆盖`, en: `${file} exists and is not overwritten` });
        const progress = session.progress();
        const { manifest, fingerprint } = await backup(toStdout ? session.io.stdout : file, {
          connection: await session.connection(),
          blobs: o.files ? session.blobs() : null,
          keysDir: o.keys ? session.keysDir : null,
          version,
          now: session.clock.now(),
          onProgress: (p) => progress.set(line(p)),
        }).finally(() => progress.done());
        const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
        const files = manifest.entries.filter((e) => e.name.startsWith('files/')).length;
        const missing = manifest.missingFiles;
        // With the archive on standard output, what is said goes beside it.
        const out = toStdout ? session.io.stderr : session.io.stdout;
        out.write(
          `${t({
            zh: `备份完成：${manifest.tables.length} 张表，${rows} 行，${files} 个文件\n指纹 ${fingerprint}`,
            en: `Backed up ${manifest.tables.length} tables, ${rows} rows, ${files} files\nfingerprint ${fingerprint}`,
          })}\n`,
        );
        if (missing.length === 0) return undefined;
        session.io.stderr.write(
          `${t({
            zh: `有 ${missing.length} 个文件缺失或已损坏，未能备份：`,
            en: `${missing.length} files are missing or damaged and were not backed up:`,
          })}\n${missing.slice(0, 20).join('\n')}\n`,
        );
        return exitCode.refused;
      }),
    );

  add(program, 'restore <file>', {
    zh: '恢复备份到空数据库（请先停止服务器）',
    en: 'restore a backup into an empty database (stop the server first)',
  })
    .option('--force', t({ zh: '替换已有的全部数据', en: 'replace everything that is there' }))
    .option(
      '--fingerprint <hex>',
      t({ zh: '只接受此指纹的备份', en: 'accept only the backup with this fingerprint' }),
    )
    .option('--no-keys', t({ zh: '保留现有密钥', en: 'leave the keys as they are' }))
    .option('--without-jobs', t({ zh: '不恢复等待中的后台任务', en: 'leave waiting jobs behind' }))
    .option('--check', t({ zh: '只核对归档，不恢复', en: 'only check the archive' }))
    .action(
      action(
        async (
          session,
          file: string,
          o: { force?: true; fingerprint?: string; keys: boolean; withoutJobs?: true; check?: true },
        ) => {
          const progress = session.progress();
          const expected = o.fingerprint ? { fingerprint: o.fingerprint } : {};
          if (o.check) {
            const { manifest, fingerprint } = await verifyArchive(file, expected).finally(() =>
              progress.done(),
            );
            session.say({
              zh: `归档完好：${manifest.madeAt}，合谷 ${manifest.hegu}，${manifest.tables.length} 张表\n指纹 ${fingerprint}`,
              en: `The archive is whole: ${manifest.madeAt}, Hegu ${manifest.hegu}, ${manifest.tables.length} tables\nfingerprint ${fingerprint}`,
            });
            return undefined;
          }
          let signatures = true;
          const result = await restore(file, {
            connection: await session.connection(),
            migrations: migrationsDir,
            blobs: session.blobs(),
            keysDir: o.keys ? session.keysDir : null,
            ...(o.force ? { force: true } : {}),
            ...(o.withoutJobs ? { withoutJobs: true } : {}),
            ...expected,
            now: session.clock.now(),
            onProgress: (p) => progress.set(line(p)),
            onChecked: async (manifest) => {
              const missing = await keysMissing(session, manifest, o.keys);
              signatures = missing === null;
              if (missing) session.io.stderr.write(`${t(missing)}\n`);
            },
          }).finally(() => progress.done());
          session.say({
            zh: `已恢复：${result.tables} 张表，${result.rows} 行，${result.files} 个文件（备份于 ${result.manifest.madeAt}）`,
            en: `Restored ${result.tables} tables, ${result.rows} rows, ${result.files} files (backed up at ${result.manifest.madeAt})`,
          });
          if (result.migrated.length > 0)
            session.say({
              zh: `已升级到本版本：${result.migrated.join(', ')}`,
              en: `Brought up to this release: ${result.migrated.join(', ')}`,
            });
          for (const name of result.keptKeys)
            session.say({
              zh: `原有密钥保留为 keys/${name}`,
              en: `The key that was here is kept as keys/${name}`,
            });
          const well = await verifyAll(session, await session.valleys(), signatures);
          return well ? exitCode.done : exitCode.refused;
        },
      ),
    );
}
