import { defineErrors } from '../errors.ts';

/** Why a check-in or a check-out is refused. */
export const usageErrors = defineErrors({
  'usage.too_early': {
    status: 422,
    zh: '签到太早，{earliest|time} 起可以签到',
    en: 'Too early: check-in opens at {earliest|time}',
  },
  'usage.not_confirmed': {
    status: 422,
    zh: '预约还没有确认，不能签到',
    en: 'The reservation is not confirmed yet',
  },
  'usage.busy': { status: 409, zh: '上一位用户还没有签退', en: 'The user before has not checked out yet' },
  'usage.not_qualified': {
    status: 422,
    zh: '{nameZh}须有上机资格才能自行签到，您目前没有（未授予，或已被撤销）。请联系机组（{contactZh}）重新授予，或由机组人员代为签到、操作',
    en: 'You need a qualification on {nameEn} to check in by yourself, and have none now (not granted, or withdrawn). Please ask the facility ({contactEn}) to grant it again, or to check in and run it for you',
  },
  'usage.qualification_expired': {
    status: 422,
    zh: '您在{nameZh}的上机资格到 {expiresAt|time} 为止，不够用到这次预约结束，不能自行签到。请联系机组（{contactZh}）续期，或由机组人员代为签到、操作',
    en: 'Your qualification on {nameEn} ends {expiresAt|time}, before this reservation does, so you cannot check in by yourself. Please ask the facility ({contactEn}) to renew it, or to check in and run it for you',
  },
  'usage.not_checked_in': { status: 422, zh: '还没有签到', en: 'Not checked in' },
});
