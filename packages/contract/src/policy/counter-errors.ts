import { defineErrors } from '../errors.ts';

/** Refusals of the policy counter from application to money. */
export const policyCounterErrors = defineErrors({
  // Application
  'policy.window_closed': {
    status: 422,
    zh: '现在不在申报期内：{windowZh}',
    en: 'Applications are not taken now: {windowEn}',
  },
  'policy.requirement_unmet': {
    status: 422,
    zh: '不符合条件：{textZh}。{becauseZh}',
    en: 'A condition is not met: {textEn}. {becauseEn}',
  },
  'policy.under_way': {
    status: 409,
    zh: '同一事项已有在办的申报（{number}），请先办完或撤回',
    en: 'An application for the same is under way ({number}); finish or withdraw it first',
  },
  'policy.already_paid': {
    status: 422,
    zh: '同一事项已于 {on} 拨付 {fen|yuan}，不重复支持',
    en: 'The same was paid {fen|yuan} on {on}; it is not paid twice',
  },
  'policy.item_required': {
    status: 422,
    zh: '这一条款按{collectionZh}申报，请先选择是哪一{measureZh}',
    en: 'This clause is applied for by item ({collectionEn}); choose which one',
  },
  'policy.item_unknown': {
    status: 422,
    zh: '企业档案中没有这一项（{item}），请先在企业档案登记',
    en: 'The firm has no such item on record ({item}); register it first',
  },
  'policy.no_item_wanted': {
    status: 422,
    zh: '这一条款按企业申报，不用选择具体项目',
    en: 'This clause is for the firm as a whole, without an item',
  },
  'policy.firm_not_here': {
    status: 422,
    zh: '企业状态为“{statusZh}”，不能申报',
    en: 'The firm cannot apply: it is {statusEn}',
  },
  'policy.wrong_status': {
    status: 409,
    zh: '申报目前为“{statusZh}”，不能这样办理',
    en: 'The application is “{statusEn}”; this cannot be done now',
  },
  'policy.fact_missing': {
    status: 422,
    zh: '还需填写：{labelZh}',
    en: 'Still to be filled in: {labelEn}',
  },
  'policy.material_missing': {
    status: 422,
    zh: '还缺材料：{nameZh}',
    en: 'A document is missing: {nameEn}',
  },
  'policy.material_unknown': {
    status: 422,
    zh: '这一条款的材料清单中没有 {materialId}，办事指南以外的材料不收',
    en: 'The list of this clause has no {materialId}; nothing beyond the guide is taken',
  },
  'policy.account_missing': {
    status: 422,
    zh: '请填写收款账户（户名须与企业名称一致）',
    en: 'Give the account to be paid to; it has to be in the name of the firm',
  },
  'policy.account_holder': {
    status: 422,
    zh: '收款账户户名“{holder}”与企业名称“{nameZh}”不一致',
    en: 'The account is in the name of “{holder}”, the firm is “{nameZh}”',
  },
  'policy.supplement_once': {
    status: 422,
    zh: '补正只能一次性告知，本件已告知过',
    en: 'What is missing may be asked for once, all together; that was done',
  },
  'policy.offer_changed': {
    status: 409,
    zh: '按今天的数据计算，金额由 {wasFen|yuan} 变为 {nowFen|yuan}，请重新确认',
    en: 'By today’s data the amount is {nowFen|yuan} instead of {wasFen|yuan}; please confirm again',
  },
  // Review
  'policy.same_person': {
    status: 422,
    zh: '您已在本件中承担“{partZh}”，须由他人办理',
    en: 'You already have a part in this application ({partEn}); somebody else has to do this',
  },
  'policy.stands_aside': {
    status: 422,
    zh: '{name} 已参与本件的其他环节，或须回避，请换一位',
    en: '{name} had another part in this application or has to stand aside; choose somebody else',
  },
  'policy.conflict': {
    status: 422,
    zh: '须回避：{reasonZh}',
    en: 'You have to stand aside: {reasonEn}',
  },
  'policy.above_computed': {
    status: 422,
    zh: '核定金额 {amountFen|yuan} 超过按条款计算的上限 {mostFen|yuan}',
    en: '{amountFen|yuan} is more than the clause comes to ({mostFen|yuan})',
  },
  'policy.amount_required': { status: 422, zh: '同意支持须写明金额', en: 'An approval names an amount' },
  'policy.rule_says_no': {
    status: 422,
    zh: '按规则不符合条件，不能同意支持：{textZh}',
    en: 'By the rule a condition is not met, so it cannot be approved: {textEn}',
  },
  'policy.rule_open': {
    status: 422,
    zh: '规则还等待判断：{textZh}，请先登记评审意见',
    en: 'The rule waits for a judgement: {textEn}. Record it first',
  },
  'policy.judgement_field': {
    status: 422,
    zh: '{field} 不是留给评审判断的指标，或填写的值不对',
    en: '{field} is not left to judgement, or the value does not fit',
  },
  'policy.appeal_over': {
    status: 422,
    zh: '复核申请须在决定作出后 15 个工作日内提出，已过期限',
    en: 'An appeal has to come within 15 working days of the decision',
  },
  'policy.appealed_once': { status: 422, zh: '本件已复核过一次', en: 'There was an appeal already' },
  // Publicity
  'policy.publicity_over': { status: 422, zh: '公示期已结束', en: 'The publicity period is over' },
  'policy.objections_open': {
    status: 422,
    zh: '还有未处理的异议',
    en: 'There are objections that nobody has dealt with',
  },
  'policy.not_for_publicity': {
    status: 422,
    zh: '{number} 不能公示：{statusZh}',
    en: '{number} cannot be published: {statusEn}',
  },
  // Money
  'policy.budget_exists': {
    status: 409,
    zh: '这一年度已设过该预算',
    en: 'There is such a budget for the year already',
  },
  'policy.budget_short': {
    status: 422,
    zh: '预算余额 {leftFen|yuan}，不够 {neededFen|yuan}',
    en: '{leftFen|yuan} of the budget are left, {neededFen|yuan} are needed',
  },
  'policy.allocation_changed': {
    status: 409,
    zh: '预览之后情况有变，请重新预览再确认',
    en: 'Things have changed since the preview; look at it again',
  },
  'policy.allocation_empty': { status: 422, zh: '没有待分配的申报', en: 'No application waits for money' },
  'policy.allocation_tied': {
    status: 422,
    zh: '末位得分相同：{numbers}，请先由评审区分',
    en: 'Equal scores at the cut: {numbers}. Reviewers have to tell them apart first',
  },
  'policy.allocation_unscored': {
    status: 422,
    zh: '还没有得分：{numbers}',
    en: 'Without a score: {numbers}',
  },
  'policy.instalment_not_ready': {
    status: 422,
    zh: '第 {seq} 期还不能拨付：{statusZh}',
    en: 'Instalment {seq} cannot be paid yet: {statusEn}',
  },
  'policy.order_status': {
    status: 409,
    zh: '拨付单目前为“{statusZh}”，不能这样办理',
    en: 'The order is “{statusEn}”; this cannot be done now',
  },
  'policy.order_own': {
    status: 422,
    zh: '拨付单须由制单人以外的人复核',
    en: 'Somebody else than who made the order has to approve it',
  },
  'policy.paid_in_future': {
    status: 422,
    zh: '付款日期不能晚于今天',
    en: 'The day of payment lies in the future',
  },
  'policy.clawback_too_much': {
    status: 422,
    zh: '追回金额超过已拨付的 {paidFen|yuan}',
    en: 'More than the {paidFen|yuan} that were paid',
  },
  'policy.clawback_open': { status: 409, zh: '本件已有在办的追回', en: 'Money is being taken back already' },
  'policy.clawback_status': {
    status: 409,
    zh: '追回目前为“{statusZh}”，不能这样办理',
    en: 'The demand is “{statusEn}”; this cannot be done now',
  },
  'policy.clawback_own': {
    status: 422,
    zh: '追回决定须由提出人以外的人作出',
    en: 'Somebody else than who proposed it has to decide',
  },
  'policy.clawback_due': {
    status: 422,
    zh: '请写明退回期限，不能早于今天',
    en: 'Give the day by which it has to be back; it cannot lie in the past',
  },
  'policy.repaid_too_much': {
    status: 422,
    zh: '退回金额超过尚欠的 {leftFen|yuan}',
    en: 'More than the {leftFen|yuan} still owed',
  },
  // Subscription
  'policy.topic_empty': {
    status: 422,
    zh: '请至少选一项：领域、层级或区',
    en: 'Name one at least: a field, a level or a district',
  },
  'policy.topic_firm': {
    status: 422,
    zh: '“新符合的政策”按企业判断，请选择为哪家企业订阅',
    en: 'Whether a clause makes it eligible is said of a firm: choose which one',
  },
  'policy.subscriptions_full': {
    status: 422,
    zh: '最多订阅 {max} 个主题，请先退订不用的',
    en: 'At most {max} topics; unsubscribe from one first',
  },
  // Visitors
  'policy.left_blank': {
    status: 422,
    zh: '表单里有一栏应当留空。如果是浏览器自动填的，请清空后再提交；提交不了请打区政务服务热线 12345',
    en: 'A field that has to stay empty was filled in. If your browser did it, clear it and send again; or call 12345',
  },
  'policy.receipt_unknown': {
    status: 404,
    zh: '没有这个回执码，请核对：共 16 位，不分大小写',
    en: 'There is no such receipt code; it has 16 characters, upper or lower case',
  },
  'policy.visitors_enough': {
    status: 429,
    zh: '今天未登录的提问和异议已达上限，请登录后提交，或打 12345',
    en: 'No more is taken today from people without an account: sign in, or call 12345',
  },
  // Consultation
  'policy.citation_unknown': {
    status: 422,
    zh: '引用的条款 {clauseId} 不存在，答复须注明依据',
    en: 'The clause cited ({clauseId}) does not exist; an answer names what it rests on',
  },
  'policy.answered': { status: 409, zh: '已经答复过', en: 'It was answered already' },
  'policy.not_answered': {
    status: 422,
    zh: '答复后才能公开',
    en: 'Only an answered question can be published',
  },
});
