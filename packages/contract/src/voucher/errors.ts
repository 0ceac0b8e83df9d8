import { defineErrors } from '../errors.ts';

/** Why a voucher cannot be had or used. Every refusal says what is left and what to do. */
export const voucherErrors = defineErrors({
  // Schemes and programmes
  'voucher.scheme_unknown': {
    status: 422,
    zh: '没有 {year} 年有效的“{schemeId}”方案，请核对方案编号和年度',
    en: 'No version of the scheme “{schemeId}” holds in {year}; check its id and the year',
  },
  'voucher.programme_exists': {
    status: 409,
    zh: '该方案 {year} 年度已经启用，请直接追加预算',
    en: 'This scheme is open for {year} already; add to its budget instead',
  },
  'voucher.programme_not_draft': {
    status: 409,
    zh: '该年度方案已确认或已关闭，无需再确认',
    en: 'This programme has been confirmed or closed already',
  },
  'voucher.programme_not_open': {
    status: 422,
    zh: '该年度方案未启用或已关闭，暂不受理',
    en: 'This programme is not open, so nothing can be asked of it now',
  },
  'voucher.programme_in_use': {
    status: 422,
    zh: '还有 {heldFen|yuan} 已为预约冻结、{dueFen|yuan} 未兑付，结清后才能关闭',
    en: '{heldFen|yuan} are held for bookings and {dueFen|yuan} not paid yet; settle them before closing',
  },
  'voucher.same_person': {
    status: 422,
    zh: '须由另一人办理：{names} 已办理过前一环节',
    en: 'Another person has to do this: {names} did an earlier step',
  },
  'voucher.budget_short': {
    status: 422,
    zh: '年度预算还剩 {leftFen|yuan}，不够 {neededFen|yuan}；请降低额度或先追加预算',
    en: '{leftFen|yuan} are left of the year’s budget, {neededFen|yuan} are needed; lower the quota or add to the budget',
  },
  // Applications
  'voucher.holder_kind': {
    status: 422,
    zh: '该方案不面向此类申请人，可申请的为：{kindsZh}',
    en: 'The scheme is not for this kind of applicant; it is for: {kindsEn}',
  },
  'voucher.team_unknown': {
    status: 422,
    zh: '没有这个团队，或团队不在您的单位',
    en: 'There is no such team, or it does not stand in your organisation',
  },
  'voucher.already_applied': {
    status: 409,
    zh: '已有一份申请在办，请等待结果，或撤回后重新申请',
    en: 'An application is under way already; wait for its result, or withdraw it and apply again',
  },
  'voucher.over_cap': {
    status: 422,
    zh: '年度上限 {capFen|yuan}，已获 {grantedFen|yuan}，最多还可申请 {leftFen|yuan}',
    en: 'At most {capFen|yuan} a year; {grantedFen|yuan} granted already, so {leftFen|yuan} can still be asked for',
  },
  'voucher.not_eligible': {
    status: 422,
    zh: '不符合申领条件：{textZh}。不符合的指标：{fieldsZh}',
    en: 'Not eligible: {textEn}. Not met: {fieldsEn}',
  },
  'voucher.needs_data': {
    status: 422,
    zh: '资料不全，不能批准：缺 {fieldsZh}。请申请人补充，或由经办人核验后写明依据',
    en: 'Not enough is known to approve: {fieldsEn} missing. Ask the applicant, or attest it with your source',
  },
  'voucher.attested_unknown': {
    status: 422,
    zh: '没有“{field}”这项指标，或填写的值与其类型不符',
    en: 'There is no field “{field}”, or the value is not of its kind',
  },
  'voucher.needs_second': {
    status: 422,
    zh: '额度超过 {limitFen|yuan}，须双人审批：请先初审，再由另一人终审',
    en: 'Above {limitFen|yuan} two people decide: endorse it first, then another person approves',
  },
  'voucher.needs_no_second': {
    status: 422,
    zh: '额度不超过 {limitFen|yuan}，可直接批准，无需初审',
    en: 'Up to {limitFen|yuan} it can be approved at once; no endorsement is needed',
  },
  'voucher.more_than_asked': {
    status: 422,
    zh: '申请 {askedFen|yuan}，批准额不能超过它',
    en: '{askedFen|yuan} were asked for; no more can be granted',
  },
  // At booking
  'voucher.none': {
    status: 422,
    zh: '没有可用的创新券。请先在“创新券”申请额度，或不用券预约',
    en: 'There is no voucher to use. Apply for a quota first, or book without one',
  },
  'voucher.not_yours': {
    status: 422,
    zh: '这张券不属于所选项目的单位或团队，请换项目或换券',
    en: 'This voucher is not of the organisation or team of the project; choose another project or voucher',
  },
  'voucher.not_usable': {
    status: 422,
    zh: '这份额度尚未批准，请换一张券或不用券预约',
    en: 'This quota is not granted; use another voucher or none',
  },
  'voucher.expired': {
    status: 422,
    zh: '这份额度已于 {lastDay|date} 过期，没用完的不能再用；请换一张券或不用券预约',
    en: 'This quota expired on {lastDay|date}; what was left can no longer be used. Use another voucher or none',
  },
  'voucher.ends_before_use': {
    status: 422,
    zh: '额度有效期至 {lastDay|date}（含当日），须在此前用完；请提前预约或不用券',
    en: 'The quota is valid until the end of {lastDay|date} and has to be used by then; book earlier or without it',
  },
  'voucher.service_not_covered': {
    status: 422,
    zh: '该仪器不在创新券支持的服务类别内，可不用券预约',
    en: 'The scheme does not cover this instrument; book without a voucher',
  },
  'voucher.purpose_excluded': {
    status: 422,
    zh: '“{purposeZh}”不在创新券支持范围内，可不用券预约',
    en: '“{purposeEn}” is not covered by vouchers; book without one',
  },
  'voucher.purpose_unknown': {
    status: 422,
    zh: '没有“{purpose}”这种用途，可选：{purposesZh}',
    en: 'There is no purpose “{purpose}”; choose one of: {purposesEn}',
  },
  'voucher.provider_not_admitted': {
    status: 422,
    zh: '{nameZh}尚未成为该方案的服务机构，可不用券预约，或选择其他机构的仪器',
    en: '{nameEn} is not an admitted provider of this scheme; book without a voucher or choose another instrument',
  },
  'voucher.related': {
    status: 422,
    zh: '您的单位与{nameZh}存在关联关系，关联方服务不能用券，可不用券预约',
    en: 'Your organisation and {nameEn} are related parties; their services take no voucher. Book without one',
  },
  'voucher.relation_review': {
    status: 422,
    zh: '企业库里您的单位与{nameZh}之间有持股但比例不明，或有共同创始人，主管部门核对后才能用券；可先申请核对，或不用券预约',
    en: 'A holding between your organisation and {nameEn} is on record but not how large it is, or a founder in common: the office has to look before a voucher pays. Ask it to, or book without one',
  },
  'voucher.relation_waiting': {
    status: 422,
    zh: '主管部门正在核对您的单位与{nameZh}是否关联，核对完才能用券；可先不用券预约',
    en: 'The office is finding out whether your organisation and {nameEn} are related; until then book without a voucher',
  },
  'voucher.relation_known': {
    status: 422,
    zh: '两家单位的关系已经清楚，不用核对',
    en: 'What the two are to each other is known; there is nothing to look at',
  },
  'voucher.nothing_to_pay': {
    status: 422,
    zh: '本次费用为 ¥0.00，无需用券',
    en: 'There is nothing to pay, so no voucher is needed',
  },
  'voucher.short': {
    status: 422,
    zh: '额度还剩 {leftFen|yuan}，本次可抵 {wantedFen|yuan}。可同意用完余额，或缩短时间、改用其他券、不用券',
    en: '{leftFen|yuan} are left on the voucher, this would take {wantedFen|yuan}. Agree to use what is left, book less, or use another voucher or none',
  },
  // Uses and redemption
  'voucher.use_not_open': {
    status: 409,
    zh: '该笔用券已申领或已兑付，材料不能再改',
    en: 'This use has been claimed or paid; its papers can no longer be changed',
  },
  'voucher.not_claimable': {
    status: 422,
    zh: '有 {count} 笔不能申领：须已结算、尚未申领，且同属一个年度方案',
    en: '{count} of them cannot be claimed: each must be settled, not claimed yet, and of the same programme',
  },
  'voucher.invoice_missing': {
    status: 422,
    zh: '有 {count} 笔没有填写发票信息，请补齐后申领',
    en: '{count} of them have no invoice data; add it before claiming',
  },
  'voucher.invoice_short': {
    status: 422,
    zh: '发票金额 {invoiceFen|yuan} 少于收费 {chargeFen|yuan}，请核对',
    en: 'The invoice says {invoiceFen|yuan}, less than the charge of {chargeFen|yuan}; please check',
  },
  'voucher.claim_late': {
    status: 422,
    zh: '有 {count} 笔自结算（或退回）起已超过 {days} 天，过了申领期限',
    en: '{count} of them were settled (or given back) more than {days} days ago, which is too late to claim',
  },
  'voucher.relation_open': {
    status: 422,
    zh: '有 {count} 笔的买卖双方是否关联尚未查明，核验后勾选确认才能通过',
    en: 'For {count} of them it is not known whether the parties are related; check it and confirm before passing',
  },
  'voucher.refuse_all': {
    status: 422,
    zh: '这一批的用券全在退回之列，请整批退回',
    en: 'These are all the uses of the claim; return the whole claim instead',
  },
  'voucher.all_asked_back': {
    status: 422,
    zh: '这一批的用券都在拟追回，决定之后才能付款',
    en: 'Money of every use of the claim is asked back; it can be paid once that is decided',
  },
  'voucher.over_claim': {
    status: 422,
    zh: '该笔券付 {usedFen|yuan}，追回不能超过它',
    en: 'The voucher pays {usedFen|yuan} of this use; no more can be taken back',
  },
  'voucher.over_asked': {
    status: 422,
    zh: '提出追回 {askedFen|yuan}，决定的金额不能超过它',
    en: '{askedFen|yuan} were asked back; no more can be taken',
  },
  // Audits
  'voucher.nothing_to_audit': {
    status: 422,
    zh: '这段时间没有已结算的用券，无可抽查',
    en: 'Nothing was settled with vouchers in that time, so there is nothing to draw from',
  },
  'voucher.found_already': {
    status: 409,
    zh: '该笔抽查结论已经登记',
    en: 'The finding on this use has been recorded already',
  },
  'voucher.evidence_none': {
    status: 422,
    zh: '该笔用券还没有结算，结算后才有佐证材料',
    en: 'This use is not settled yet; its evidence exists once it is',
  },
  'voucher.evidence_large': {
    status: 422,
    zh: '佐证材料合计超过 {limit} 字节，请逐个下载文件',
    en: 'The papers come to more than {limit} bytes; download the files one by one',
  },
});
