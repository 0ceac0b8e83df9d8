import { createHash } from 'node:crypto';
import { z } from 'zod';

/**
 * What an archive says of itself. The archive is a gzipped tar (docs/operators/backup.md):
 *
 *     hegu-backup.json                       what this is, for whoever opens it
 *     tables/<schema>.<table>/000001.copy    rows in PostgreSQL's COPY text format, UTF-8, whole rows in every part
 *     files/<valley>/<sha256>                uploaded files
 *     keys/<name>                            keys of the deployment
 *     manifest.json                          everything about the entries before it, with their SHA-256
 */

export const formatVersion = 1;
export const headName = 'hegu-backup.json';
export const manifestName = 'manifest.json';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const identifier = z.string().min(1).max(63);

export const Manifest = z.object({
  format: z.literal(formatVersion),
  madeAt: z.string(),
  hegu: z.string(),
  postgres: z.string(),
  /** Version of the job queue's tables; null when the database has none. */
  queue: z.number().int().nullable(),
  migrations: z.array(z.object({ name: z.string(), checksum: z.string() })).min(1),
  tables: z.array(
    z.object({
      schema: identifier,
      name: identifier,
      columns: z.array(identifier).min(1),
      rows: z.number().int().min(0),
      /** RowDigest of the rows, whatever their order. */
      digest: z.string().regex(/^[0-9a-f]{32}$/),
      parts: z.number().int().min(0),
    }),
  ),
  sequences: z.array(
    z.object({ schema: identifier, name: identifier, lastValue: z.string().regex(/^-?\d+$/) }),
  ),
  /** Files of the database that were not there, or not what their hash says, when the backup was made. */
  missingFiles: z.array(z.string()),
  entries: z.array(z.object({ name: z.string(), size: z.number().int().min(0), sha256 })),
});
export type Manifest = z.output<typeof Manifest>;
export type TableManifest = Manifest['tables'][number];

/** The archive is not one of ours, is damaged, or does not fit here. Nothing was changed. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
  /** What an operator is told. */
  readonly words: { readonly zh: string; readonly en: string };

  constructor(en: string, zh: string) {
    super(en);
    this.words = { zh, en };
  }
}

export const partName = (table: { schema: string; name: string }, part: number): string =>
  `tables/${table.schema}.${table.name}/${String(part).padStart(6, '0')}.copy`;

export const spellManifest = (manifest: Manifest): Buffer =>
  Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`);

/** SHA-256 of the manifest, and so of everything: written down elsewhere, it shows that nobody changed the archive. */
export const fingerprintOf = (manifest: Buffer): string =>
  createHash('sha256').update(manifest).digest('hex');
