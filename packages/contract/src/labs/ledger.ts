import { z } from 'zod';
import { defineErrors } from '../errors.ts';
import { amountFen, id, instant, page, pageQuery, tableMedia } from '../fields.ts';
import { route } from '../route.ts';

/** The ledger (总账) as its holders see it: the book of a project, or of an organisation’s income. */

export const labLedgerErrors = defineErrors({
  'ledger.export_too_large': {
    status: 422,
    zh: '要导出的分录超过 {max} 条，请按项目导出',
    en: 'More than {max} entries to export; export one project at a time',
  },
});

export const LedgerLine = z.object({
  id,
  transferId: id,
  at: instant,
  kind: z.string(),
  memo: z.string(),
  accountKind: z.string(),
  accountName: z.string(),
  amountFen,
  refKind: z.string(),
  refId: z.string(),
});
export const getLedger = route({
  method: 'get',
  path: '/ledger',
  tag: 'billing',
  action: 'ledger.read',
  summary: { zh: '项目账本', en: 'Ledger of a project, or of the organisation’s income' },
  query: z.object({ projectId: id.optional(), ownerOrganisationId: id.optional(), ...pageQuery }),
  ok: page(LedgerLine).extend({ balanceFen: amountFen.nullable() }),
  errors: ['record.not_found', 'request.cursor', 'access.denied'],
});
export const exportLedger = route({
  method: 'get',
  path: '/ledger/export',
  tag: 'billing',
  action: 'ledger.read',
  media: tableMedia,
  summary: { zh: '导出账本', en: 'Export the ledger' },
  query: z.object({
    projectId: id.optional(),
    ownerOrganisationId: id.optional(),
    format: z.enum(['xlsx', 'csv']).default('xlsx'),
  }),
  ok: z.string(),
  errors: ['record.not_found', 'access.denied', 'ledger.export_too_large'],
});
