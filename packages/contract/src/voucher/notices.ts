import { defineNotices } from '../notices.ts';

/** What the voucher counter tells people. */
export const voucherNotices = defineNotices({
  'voucher.granted': {
    zh: {
      title: '创新券额度已批准：{amountFen|yuan}',
      body: '“{titleZh}”已批准额度 {amountFen|yuan}，{validTo|date} 前有效。预约仪器时选择“用创新券”，费用当场抵扣。',
    },
    en: {
      title: 'Voucher quota granted: {amountFen|yuan}',
      body: '“{titleEn}” granted {amountFen|yuan}, valid until {validTo|date}. Choose “use a voucher” when you book, and it is taken off at once.',
    },
    mail: true,
  },
  'voucher.ending': {
    zh: {
      title: '创新券即将到期：还剩 {leftFen|yuan}',
      body: '“{titleZh}”额度还剩 {leftFen|yuan}，{validTo|date} 到期，到期未用部分收回。',
    },
    en: {
      title: 'Voucher ends soon: {leftFen|yuan} left',
      body: '{leftFen|yuan} of “{titleEn}” are left. They end on {validTo|date}; what is not used by then goes back.',
    },
    mail: true,
  },
  'voucher.ended': {
    zh: {
      title: '创新券已到期，收回 {backFen|yuan}',
      body: '“{titleZh}”额度已到期，未用的 {backFen|yuan} 已退回年度预算。',
    },
    en: {
      title: 'Voucher ended, {backFen|yuan} taken back',
      body: 'The quota of “{titleEn}” has ended; {backFen|yuan} not used went back to the budget.',
    },
    mail: false,
  },
  'voucher.paid': {
    zh: {
      title: '创新券已兑付 {amountFen|yuan}',
      body: '批次 {number} 已付款 {amountFen|yuan}（{reference}），扣回 {offsetFen|yuan}。',
    },
    en: {
      title: 'Vouchers paid: {amountFen|yuan}',
      body: 'Claim {number} was paid: {amountFen|yuan} ({reference}), {offsetFen|yuan} taken off.',
    },
    mail: true,
  },
  'voucher.uses-returned': {
    zh: {
      title: '批次 {number} 退回 {count} 笔',
      body: '退回 {count} 笔，共 {amountFen|yuan}：{reason}。补正后可以重新申领，其余照常办理。',
    },
    en: {
      title: 'Claim {number}: {count} returned',
      body: '{count} returned, {amountFen|yuan} in all: {reason}. Put them right and claim them again; the rest goes on.',
    },
    mail: true,
  },
  'voucher.uses-withheld': {
    zh: {
      title: '批次 {number} 暂缓兑付 {count} 笔',
      body: '{count} 笔正在拟追回，共 {amountFen|yuan}，决定之前不付，已移出本批；其余已付款。可以马上重新申领，决定后随批付款。',
    },
    en: {
      title: 'Claim {number}: {count} withheld',
      body: 'Money of {count} is being asked back: {amountFen|yuan} in all are not paid until that is decided, and left the claim; the rest was paid. Claim them again at once; they are paid with that claim.',
    },
    mail: true,
  },
  'voucher.clawback-proposed': {
    zh: {
      title: '创新券拟追回 {amountFen|yuan}，可陈述申辩',
      body: '“{titleZh}”抽查结论：{note}。拟追回 {amountFen|yuan}。有不同意见的，请在 {days} 个工作日内陈述申辩；由提出人以外的人决定，决定前不扣款。',
    },
    en: {
      title: 'Voucher money may be taken back: {amountFen|yuan}',
      body: 'Finding on “{titleEn}”: {note}. {amountFen|yuan} are to be taken back. You have {days} working days to state your case; somebody else than who asked decides, and nothing is taken before.',
    },
    mail: true,
    required: true,
  },
  'voucher.clawback-dropped': {
    zh: {
      title: '创新券不予追回：{amountFen|yuan}',
      body: '“{titleZh}”拟追回的 {amountFen|yuan} 不再追回：{note}。',
    },
    en: {
      title: 'Voucher money is not taken back: {amountFen|yuan}',
      body: 'The {amountFen|yuan} asked back for “{titleEn}” stay yours: {note}.',
    },
    mail: true,
  },
  'voucher.clawback': {
    zh: {
      title: '创新券追回 {amountFen|yuan}',
      body: '抽查结论：{note}。须退回 {amountFen|yuan}，从未付款的兑付中扣回。',
    },
    en: {
      title: 'Voucher money taken back: {amountFen|yuan}',
      body: 'Finding: {note}. {amountFen|yuan} have to be given back and are taken off the next payment.',
    },
    mail: true,
    required: true,
  },
});
