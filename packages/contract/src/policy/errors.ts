import { defineErrors } from '../errors.ts';

export const policyErrors = defineErrors({
  'policy.clause_unknown': {
    status: 404,
    zh: '没有这一条款，可能已并入新文件；请从政策库检索',
    en: 'There is no such clause; it may stand in a newer document. Search the library',
  },
  'policy.version_unknown': { status: 404, zh: '没有这个版本', en: 'There is no such version' },
  'policy.range_reversed': {
    status: 422,
    zh: '日期范围颠倒：起 {from}，止 {to}',
    en: 'The range is reversed: from {from} to {to}',
  },
});
