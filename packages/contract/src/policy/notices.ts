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
  'policy.stopping': {
    zh: {
      title: '{titleZh}自 {from} 起停止执行',
      body: '“{titleZh}”自 {from} 起停止执行（{reason}）。尚未提交的申报、尚未确认的免申即享须在此前办理；已提交的按原规则办完。',
    },
    en: {
      title: '{titleEn} ends before {from}',
      body: '“{titleEn}” is stopped from {from} on ({reason}). What has not been handed in or confirmed has to be by then; what was goes on under the rule of its day.',
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
  'policy.objection_decided': {
    zh: { title: '异议已核查：{number}', body: '{answer}' },
    en: { title: 'Your objection to {number} was looked into', body: '{answer}' },
    mail: true,
  },
  'policy.clause_published': {
    zh: { title: '新政策：{titleZh}', body: '{issuerZh}。{amountZh}。{windowZh}。' },
    en: { title: 'New policy: {titleEn}', body: '{issuerEn}. {amountEn}. {windowEn}.' },
    mail: true,
  },
  'policy.clause_changed': {
    zh: {
      title: '政策有新版本：{titleZh}',
      body: '{issuerZh}的这一条有了新版本，条件、金额或期限可能变了，请打开看前后对照。{windowZh}。',
    },
    en: {
      title: 'Changed: {titleEn}',
      body: 'There is a new version of this clause by {issuerEn}; conditions, sum or dates may differ. {windowEn}.',
    },
    mail: true,
  },
  'policy.clause_removed': {
    zh: {
      title: '政策已撤下：{titleZh}',
      body: '这一条已从政策库撤下，不再受理。已受理的按受理时的版本办。',
    },
    en: {
      title: 'Taken out: {titleEn}',
      body: 'This clause is no longer in the library. What was accepted is decided by the version of that day.',
    },
    mail: true,
  },
  'policy.window_opens': {
    zh: { title: '开始申报：{titleZh}', body: '{issuerZh}。{amountZh}。{windowZh}。' },
    en: { title: 'Applications open: {titleEn}', body: '{issuerEn}. {amountEn}. {windowEn}.' },
    mail: true,
  },
  'policy.window_closes': {
    zh: { title: '{leftZh}截止：{titleZh}', body: '{issuerZh}。{amountZh}。{windowZh}。' },
    en: { title: '{titleEn}: {leftEn}', body: '{issuerEn}. {amountEn}. {windowEn}.' },
    mail: true,
  },
  'policy.newly_eligible': {
    zh: {
      title: '{firmZh}新符合一条政策：{titleZh}',
      body: '按贵司授权用于政策匹配的资料，“{titleZh}”的条件现在全部符合。{amountZh}。{windowZh}。',
    },
    en: {
      title: '{firmEn} has become eligible: {titleEn}',
      body: 'By the data your firm lets be used for matching, every condition is met. {amountEn}. {windowEn}.',
    },
    mail: true,
  },
  'policy.subscription_digest': {
    zh: { title: '订阅的政策有 {count} 条消息', body: '{linesZh}' },
    en: { title: '{count} pieces of news about policies', body: '{linesEn}' },
    mail: true,
  },
  'policy.receipt_answered': {
    zh: {
      title: '{whatZh}已答复：{aboutZh}',
      body: '{answer}\n您提的内容和引用的条款，凭回执码 {code} 在“查答复”里看。',
    },
    en: {
      title: '{whatEn} answered: {aboutEn}',
      body: '{answer}\nWhat you wrote and the clauses cited open with your receipt code {code}.',
    },
    mail: true,
    visitors: true,
  },
  'policy.answered': {
    zh: { title: '咨询已答复：{titleZh}', body: '{answer}' },
    en: { title: 'Your question was answered: {titleEn}', body: '{answer}' },
    mail: true,
  },
});
