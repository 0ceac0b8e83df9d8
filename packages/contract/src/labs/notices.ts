import { defineNotices } from '../notices.ts';

/** What the labs counter tells people. Names of things come in both languages; of people as they are. */
export const labsNotices = defineNotices({
  'reservation.awaiting_approval': {
    zh: {
      title: '待审批：{personName} 预约 {nameZh}',
      body: '{personName} 申请使用{nameZh}：{startsAt|time} 至 {endsAt|time}，费用由“{projectZh}”支付。请尽快批复。',
    },
    en: {
      title: 'To approve: {personName}, {nameEn}',
      body: '{personName} asks for {nameEn} from {startsAt|time} to {endsAt|time}, charged to “{projectEn}”. Please answer soon.',
    },
    mail: true,
    required: true,
  },
  'reservation.approved': {
    zh: {
      title: '预约已批准：{nameZh}',
      body: '您预约的{nameZh}（{startsAt|time} 至 {endsAt|time}）已批准，请按时签到。',
    },
    en: {
      title: 'Approved: {nameEn}',
      body: 'Your reservation of {nameEn} from {startsAt|time} to {endsAt|time} is approved. Please check in on time.',
    },
    mail: true,
  },
  'reservation.rejected': {
    zh: {
      title: '预约未获批准：{nameZh}',
      body: '您预约的{nameZh}（{startsAt|time} 至 {endsAt|time}）未获批准：{reason}',
    },
    en: {
      title: 'Not approved: {nameEn}',
      body: 'Your reservation of {nameEn} from {startsAt|time} to {endsAt|time} was not approved: {reason}',
    },
    mail: true,
    required: true,
  },
  'reservation.cancelled': {
    zh: {
      title: '预约已被取消：{nameZh}',
      body: '您预约的{nameZh}（{startsAt|time} 至 {endsAt|time}）已被取消：{reason}',
    },
    en: {
      title: 'Cancelled: {nameEn}',
      body: 'Your reservation of {nameEn} from {startsAt|time} to {endsAt|time} was cancelled: {reason}',
    },
    mail: true,
    required: true,
  },
  'reservation.expired': {
    zh: {
      title: '预约已失效：{nameZh}',
      body: '{nameZh}（{startsAt|time} 至 {endsAt|time}）的预约未能按时确认或审批，时段已释放。',
    },
    en: {
      title: 'Lapsed: {nameEn}',
      body: 'The reservation of {nameEn} from {startsAt|time} to {endsAt|time} was not confirmed or approved in time; the slot was given back.',
    },
    mail: true,
  },
  'reservation.moved': {
    zh: {
      title: '预约已改期：{nameZh}',
      body: '您预约的{nameZh}已改为 {startsAt|time} 至 {endsAt|time}。{reason}',
    },
    en: {
      title: 'Moved: {nameEn}',
      body: 'Your reservation of {nameEn} is now from {startsAt|time} to {endsAt|time}. {reason}',
    },
    mail: true,
    required: true,
  },
  'reservation.handed_over': {
    zh: {
      title: '同事把预约转给了您：{nameZh}',
      body: '{nameZh}，{startsAt|time} 至 {endsAt|time}，请按时签到。',
    },
    en: {
      title: 'Handed over to you: {nameEn}',
      body: '{nameEn} from {startsAt|time} to {endsAt|time}. Please check in on time.',
    },
    mail: true,
  },
  'reservation.missed': {
    zh: {
      title: '爽约：{nameZh}',
      body: '您预约的{nameZh}（{startsAt|time} 至 {endsAt|time}）未签到，已记为爽约，时段已释放。爽约费：{feeZh}。',
    },
    en: {
      title: 'Missed: {nameEn}',
      body: 'Nobody checked in for {nameEn} from {startsAt|time} to {endsAt|time}; it is marked missed and the time was given back. No-show fee: {feeEn}.',
    },
    mail: true,
  },
  'outage.hits': {
    zh: {
      title: '停机影响您的预约：{nameZh}',
      body: '{nameZh}自 {outageFrom|time} 至 {outageTo|time} 停机（{reason}），影响您 {startsAt|time} 的预约。如需改期请尽早操作。',
    },
    en: {
      title: 'An outage falls on your reservation: {nameEn}',
      body: '{nameEn} is out of service from {outageFrom|time} to {outageTo|time} ({reason}), which touches your reservation at {startsAt|time}. Please move it soon if you need to.',
    },
    mail: true,
    required: true,
  },
  'charge.disputed': {
    zh: {
      title: '收到费用异议：{nameZh}',
      body: '{personName} 对{nameZh}的费用 {amountFen|yuan} 提出异议：{reason}',
    },
    en: {
      title: 'A charge is disputed: {nameEn}',
      body: '{personName} disputes the {amountFen|yuan} charged for {nameEn}: {reason}',
    },
    mail: true,
    required: true,
  },
  'charge.resolved': {
    zh: {
      title: '费用异议已处理：{nameZh}',
      body: '{nameZh}的费用由 {originalFen|yuan} 调整为 {amountFen|yuan}。{reason}',
    },
    en: {
      title: 'Your dispute is resolved: {nameEn}',
      body: 'The charge for {nameEn} was {originalFen|yuan} and is now {amountFen|yuan}. {reason}',
    },
    mail: true,
  },
  'statement.issued': {
    zh: {
      title: '{month} 账单待确认：{projectZh}',
      body: '“{projectZh}”{month} 的账单共 {totalFen|yuan}，请核对后确认。',
    },
    en: {
      title: 'Statement of {month} to confirm: {projectEn}',
      body: 'The statement of {month} for “{projectEn}” comes to {totalFen|yuan}. Please check and confirm it.',
    },
    mail: true,
    required: true,
  },
  'qualification.granted': {
    zh: {
      title: '已获上机资格：{nameZh}',
      body: '{facilityZh}已授予您使用“{nameZh}”的上机资格，现在可以自行预约。',
    },
    en: {
      title: 'Qualified: {nameEn}',
      body: '{facilityEn} qualified you on {nameEn}. You can book it yourself now.',
    },
    mail: false,
  },
  'qualification.revoked': {
    zh: {
      title: '上机资格已撤销：{nameZh}',
      body: '{facilityZh}撤销了您使用“{nameZh}”的上机资格，不能再新约，也不能自行签到。已有的预约仍保留：请联系机组重新取得资格或代为上机，不需要的请尽早取消，不收费用。',
    },
    en: {
      title: 'No longer qualified: {nameEn}',
      body: '{facilityEn} withdrew your qualification on {nameEn}: you can make no new booking and cannot check in by yourself. Those already made stay: ask the facility to qualify you again or to run the instrument for you, or cancel them, which costs nothing.',
    },
    mail: true,
  },
});
