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
  'policy.draft_unknown': { status: 404, zh: '没有这份修订稿', en: 'There is no such draft' },
  'policy.draft_open': {
    status: 409,
    zh: '这一条款已有修订稿在办，请在原稿上继续，或先撤销',
    en: 'A draft of this clause is under way: go on with it, or withdraw it first',
  },
  'policy.draft_closed': {
    status: 409,
    zh: '修订稿当前不能这样办理：已提交的须先退回，已发布或撤销的不再改动',
    en: 'Not in this state: a submitted draft is handed back first, a published or withdrawn one is never changed',
  },
  'policy.draft_checks': {
    status: 422,
    zh: '条款还有 {count} 处错误，改正后才能继续',
    en: '{count} errors in the clause have to be put right first',
  },
  'policy.draft_cases': {
    status: 422,
    zh: '标准案例未全部通过（{failing} 个未通过），或缺少“符合”“不符合”的案例',
    en: 'Not every standard case passes ({failing} fail), or there is none that is let in and none that is not',
  },
  'policy.draft_same_person': {
    status: 403,
    zh: '起草或改动过修订稿的人不能发布，请由另一位经办人复核发布',
    en: 'Whoever drafted or changed it does not publish it: a second person does',
  },
  'policy.draft_overtaken': {
    status: 409,
    zh: '起草之后这一条款已发布了更新的版本，请重新起草',
    en: 'A newer version has been published since; draft anew',
  },
  'policy.reason_needed': { status: 422, zh: '请写明退回理由', en: 'Say why it is handed back' },
  'policy.clause_taken': {
    status: 409,
    zh: '条款编号 {id} 已被使用',
    en: 'There is already a clause {id}',
  },
  'policy.document_unknown': {
    status: 422,
    zh: '没有文件 {id}；新文件请一并填写文件信息',
    en: 'There is no document {id}; for a new one, send it along',
  },
  'policy.track_unknown': { status: 422, zh: '没有赛道 {code}', en: 'There is no track {code}' },
  'policy.stop_unknown': {
    status: 404,
    zh: '没有这条停止执行的提议',
    en: 'There is no such proposal to stop a clause',
  },
  'policy.stop_retroactive': {
    status: 422,
    zh: '停止执行不溯及既往：停止日 {from} 已过，今天是 {today}',
    en: 'A clause is not stopped for days that are past: {from} lies before today, {today}',
  },
  'policy.stop_already': {
    status: 409,
    zh: '这一版已定于 {from} 停止执行；要改期或恢复，请另行发布新版本',
    en: 'This version is stopped from {from} on; publish a new version to change that',
  },
  'policy.stop_open': {
    status: 409,
    zh: '已有停止执行的提议待另一位经办人确认',
    en: 'A proposal to stop this clause already waits for a second person',
  },
  'policy.stop_needless': {
    status: 422,
    zh: '条款本身到 {to} 为止，此后已不执行',
    en: 'The clause itself ends on {to}: there is nothing left to stop',
  },
  'policy.stop_closed': {
    status: 409,
    zh: '这条提议已经办结',
    en: 'This proposal has been decided already',
  },
  'policy.stop_same_person': {
    status: 403,
    zh: '提出停止执行的人不能自己确认，请由另一位经办人复核',
    en: 'Whoever proposed to stop it does not confirm it: a second person does',
  },
  'policy.stop_overtaken': {
    status: 409,
    zh: '提出之后条款已发布新版本，请针对新版本重新提出',
    en: 'A newer version has been published since: propose to stop that one',
  },
  'policy.impact_unknown': { status: 404, zh: '没有这次试算', en: 'There is no such dry run' },
});
