import { z } from 'zod';
import { flag, id, xlsxMedia } from '../fields.ts';
import { route } from '../route.ts';

/** Importing yearly returns (年报) and collections from Excel or CSV. */

export const importKinds = ['returns', 'certificates', 'ips', 'products', 'relations'] as const;
export const ImportKind = z.enum(importKinds);
export type ImportKind = z.infer<typeof ImportKind>;

const what = { kind: ImportKind.default('returns') };

export const firmImportTemplate = route({
  method: 'get',
  path: '/firms/import-template',
  tag: 'enterprise',
  action: 'firm.import',
  media: xlsxMedia,
  summary: { zh: '年报与名录导入模板（Excel）', en: 'Excel template for yearly returns and lists' },
  query: z.object(what),
  ok: z.string(),
  errors: [],
});

export const FirmImportReport = z.object({
  dryRun: z.boolean(),
  kind: ImportKind,
  rows: z.int(),
  /** Firms that were not in the registry. */
  firmsCreated: z.int(),
  /** Statements that are new or differ from what the same source said last. */
  recorded: z.int(),
  unchanged: z.int(),
  problems: z.array(z.object({ row: z.int(), column: z.string(), value: z.string(), message: z.string() })),
});
export type FirmImportReport = z.infer<typeof FirmImportReport>;

const table = z.object({
  ...what,
  /** Of the returns, where the table has no column for it. */
  year: z.coerce.number().int().min(1949).max(2200).optional(),
  dryRun: flag.default(true),
});

/** For large tables: nobody waits for the answer, and what is said of the table is the result of the job. */
export const startFirmImport = route({
  method: 'post',
  path: '/firms/imports',
  tag: 'enterprise',
  action: 'firm.import',
  upload: 20 * 1024 * 1024,
  summary: {
    zh: '后台导入年报或名录（大表），进度与结果见 /jobs/{id}',
    en: 'Import a large table in the background; progress and the report are at /jobs/{id}',
  },
  query: table,
  ok: z.object({ jobId: id }),
  okStatus: 202,
  errors: [
    'import.unreadable',
    'import.empty',
    'import.too_many_rows',
    'import.has_errors',
    'request.too_large',
    'file.empty',
    'file.type_not_allowed',
    'file.type_mismatch',
  ],
});

export const importFirms = route({
  method: 'post',
  path: '/firms/import',
  tag: 'enterprise',
  action: 'firm.import',
  upload: 20 * 1024 * 1024,
  summary: {
    zh: '导入年报或名录（xlsx/csv，默认试运行）',
    en: 'Import yearly returns or lists from xlsx or csv; a dry run unless told otherwise',
  },
  query: table,
  ok: FirmImportReport,
  errors: [
    'import.unreadable',
    'import.empty',
    'import.too_many_rows',
    'import.has_errors',
    'import.kind_period',
    'request.too_large',
  ],
});
