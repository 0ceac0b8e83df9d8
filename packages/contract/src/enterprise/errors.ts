import { defineErrors } from '../errors.ts';

/** What the enterprise counter refuses. */
export const enterpriseErrors = defineErrors({
  'firm.exists': {
    status: 409,
    zh: '该统一社会信用代码已在企业库中',
    en: 'A firm with this credit code is in the registry already',
  },
  'firm.district_unknown': { status: 422, zh: '没有代码为 {value} 的区', en: 'There is no district {value}' },
  'firm.park_unknown': { status: 422, zh: '没有园区 {value}', en: 'There is no park {value}' },
  'firm.track_unknown': { status: 422, zh: '没有赛道 {value}', en: 'There is no track {value}' },
  'firm.field_unknown': { status: 422, zh: '没有领域 {value}', en: 'There is no industry field {value}' },
  'firm.lineage_unknown': { status: 422, zh: '没有谱系 {value}', en: 'There is no lineage {value}' },
  'firm.purpose_not_yours': {
    status: 403,
    zh: '您的身份不能以“{purposeZh}”为由查看企业数据',
    en: 'Your role does not cover reading firms’ data for “{purposeEn}”',
  },
  'firm.no_consent': {
    status: 403,
    zh: '企业未授权将数据用于“{purposeZh}”',
    en: 'The firm has not agreed to the use of its data for “{purposeEn}”',
  },
  'firm.purpose_statutory': {
    status: 422,
    zh: '“{purposeZh}”属依法履职，无需也不能由企业授权',
    en: '“{purposeEn}” is a duty by law: it needs no consent and takes none',
  },
  'firm.not_in_a_park': {
    status: 403,
    zh: '该企业不在本谷园区内',
    en: 'This firm is in none of the valley’s parks',
  },
  'fact.field_unknown': {
    status: 422,
    zh: '指标目录中没有“{field}”',
    en: 'The catalogue has no field “{field}”',
  },
  'fact.collection_unknown': {
    status: 422,
    zh: '指标目录中没有“{collection}”这一类',
    en: 'The catalogue has no collection “{collection}”',
  },
  'fact.type': {
    status: 422,
    zh: '{labelZh}：应为{expectedZh}',
    en: '{labelEn}: {expectedEn} is expected',
  },
  'fact.negative': { status: 422, zh: '{labelZh}不能为负数', en: '{labelEn} cannot be negative' },
  'fact.share_range': {
    status: 422,
    zh: '{labelZh}应在 0 与 100% 之间（写成 0–1 的小数）',
    en: '{labelEn} lies between 0 and 100 % (written as 0 to 1)',
  },
  'fact.code_unknown': {
    status: 422,
    zh: '{labelZh}：没有“{value}”这个选项',
    en: '{labelEn}: “{value}” is none of the choices',
  },
  'fact.year_required': {
    status: 422,
    zh: '{labelZh}按年填报，请写明年度',
    en: '{labelEn} is of a year: say which',
  },
  'fact.year_unwanted': {
    status: 422,
    zh: '{labelZh}不分年度，请改用起止日期',
    en: '{labelEn} has no year; use from and to',
  },
  'fact.year_future': {
    status: 422,
    zh: '{labelZh}：{year} 年尚未到来',
    en: '{labelEn}: the year {year} has not come yet',
  },
  'fact.date_future': {
    status: 422,
    zh: '{labelZh}：{value} 尚未到来',
    en: '{labelEn}: {value} has not come yet',
  },
  'fact.dates_reversed': {
    status: 422,
    zh: '{labelZh}：{from} 晚于 {to}，起止颠倒',
    en: '{labelEn}: {from} is later than {to}',
  },
  'fact.part_exceeds_whole': {
    status: 422,
    zh: '{year} 年{labelZh}大于{wholeZh}',
    en: '{labelEn} of {year} is larger than {wholeEn}',
  },
  'fact.credit_code': {
    status: 422,
    zh: '{labelZh}：统一社会信用代码无效（{problemZh}）',
    en: '{labelEn}: not a valid credit code ({problemEn})',
  },
  'fact.relation_to_itself': {
    status: 422,
    zh: '投资关联不能指向本企业自身',
    en: 'A firm is not related to itself',
  },
  'fact.only_officers': {
    status: 403,
    zh: '{labelZh}由主管部门认定或登记，企业不能自行填写',
    en: '{labelEn} is judged or registered by the authorities; a firm cannot state it',
  },
  'fact.per_clause': {
    status: 422,
    zh: '{labelZh}由审核人就所申报的条款认定，不能对企业笼统填写',
    en: '{labelEn} is found by reviewers for the clause applied for; it cannot be stated of the firm at large',
  },
  'fact.twice': {
    status: 422,
    zh: '{labelZh}在同一次提交中出现两次',
    en: '{labelEn} stands twice in one submission',
  },
  'fact.empty': { status: 422, zh: '没有要记录的内容', en: 'There is nothing to record' },
  'import.kind_period': {
    status: 422,
    zh: '年度须在 1949 与今年之间',
    en: 'The year lies between 1949 and this year',
  },
  'ladder.rung_unknown': { status: 422, zh: '没有“{rung}”这一梯度', en: 'The ladder has no rung “{rung}”' },
  'ladder.no_standard': {
    status: 422,
    zh: '{assessedOn} 没有“{rung}”可用的标准',
    en: 'No standard of “{rung}” counts on {assessedOn}',
  },
  'plan.open_exists': {
    status: 409,
    zh: '该企业已有进行中的培育计划',
    en: 'The firm has an open cultivation plan already',
  },
  'plan.nothing_missing': {
    status: 422,
    zh: '按现有数据没有需要补齐的条件',
    en: 'By what is known nothing is missing',
  },
  'plan.closed': { status: 422, zh: '该培育计划已结束', en: 'This plan is closed' },
});
