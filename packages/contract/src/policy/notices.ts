import { defineNotices } from '../notices.ts';

/** What the policy counter tells people. */
export const policyNotices = defineNotices({
  'policy.offered': {
    zh: {
      title: '免申即享：{titleZh}，{amountFen|yuan}',
      body: '{firmZh}符合“{titleZh}”，无需申报，确认收款账户即可领取 {amountFen|yuan}。',
    },
    en: {
      title: 'Yours without applying: {titleEn}, {amountFen|yuan}',
      body: '{firmZh} meets “{titleEn}”. There is nothing to apply for: confirm the account to receive {amountFen|yuan}.',
    },
    mail: true,
  },
  'policy.supplement': {
    zh: {
      title: '请补正：{titleZh}（{number}）',
      body: '请在 {days} 天内一次补齐：{missingZh}。补正期间不计入办理时限。',
    },
    en: {
      title: 'Please complete: {titleEn} ({number})',
      body: 'Within {days} days, all at once: {missingEn}. The clock stands still meanwhile.',
    },
    mail: true,
    required: true,
  },
  'policy.paid': {
    zh: {
      title: '已拨付 {amountFen|yuan}：{titleZh}',
      body: '{number} 已于 {paidOn} 拨付 {amountFen|yuan}（银行流水 {reference}），请核对到账。',
    },
    en: {
      title: 'Paid {amountFen|yuan}: {titleEn}',
      body: '{number}: {amountFen|yuan} were paid on {paidOn} (bank reference {reference}).',
    },
    mail: true,
  },
  'policy.instalment_stopped': {
    zh: {
      title: '停止拨付第 {seq} 期：{titleZh}',
      body: '{number} 第 {seq} 期 {amountFen|yuan} 复核未通过：{reasonZh}',
    },
    en: {
      title: 'Instalment {seq} stopped: {titleEn}',
      body: '{number}: instalment {seq} of {amountFen|yuan} is not paid: {reasonEn}',
    },
    mail: true,
    required: true,
  },
  'policy.clawback': {
    zh: {
      title: '请退回 {amountFen|yuan}：{titleZh}',
      body: '{number}：{reason}（依据 {article}）。请于 {dueOn} 前退回 {amountFen|yuan}。',
    },
    en: {
      title: 'Please pay back {amountFen|yuan}: {titleEn}',
      body: '{number}: {reason} ({article}). {amountFen|yuan} have to be paid back by {dueOn}.',
    },
    mail: true,
    required: true,
  },
  'policy.objection': {
    zh: { title: '公示收到异议：{number}', body: '{titleZh}：{body}' },
    en: { title: 'Objection to {number}', body: '{titleEn}: {body}' },
    mail: true,
  },
  'policy.answered': {
    zh: { title: '咨询已答复：{titleZh}', body: '{answer}' },
    en: { title: 'Your question was answered: {titleEn}', body: '{answer}' },
    mail: true,
  },
});
