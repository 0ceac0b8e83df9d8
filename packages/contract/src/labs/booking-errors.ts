import { defineErrors } from '../errors.ts';

/**
 * Why a booking is refused, or a step of its life. `overridable`: a manager of the instrument may go ahead with
 * `override`. Data are RFC 3339 instants, minutes and counts; `setBy` (a rule level) says which layer set a limit.
 */
export const bookingErrors = defineErrors({
  'reservation.reversed': {
    status: 400,
    zh: '结束时间必须晚于开始时间',
    en: 'The end must be after the start',
  },
  'reservation.too_long_range': {
    status: 400,
    zh: '一次预约最长 {maxDays} 天，请核对起止时间',
    en: 'A reservation spans at most {maxDays} days; check the start and end',
  },
  'reservation.in_past': {
    status: 422,
    zh: '开始时间 {startsAt|time} 已经过去',
    en: 'The start {startsAt|time} is in the past',
  },
  'reservation.overlap': {
    status: 409,
    zh: '{startsAt|time} 至 {endsAt|time} 已被预约',
    en: 'Already booked from {startsAt|time} to {endsAt|time}',
  },
  'reservation.outage': {
    status: 422,
    zh: '仪器 {startsAt|time} 至 {endsAt|time} 停机，不能预约',
    en: 'The instrument is out of service from {startsAt|time} to {endsAt|time}',
  },
  'reservation.operator_required': {
    status: 422,
    overridable: true,
    zh: '这台仪器只能由机组人员操作，代操作须包含全部 {minutes} 分钟（填了 {asked} 分钟）',
    en: 'Only the facility’s operators run this instrument: they are needed for all {minutes} minutes ({asked} asked for)',
  },
  'reservation.linked_overlap': {
    status: 409,
    zh: '需要同时使用的“{resource}” {startsAt|time} 至 {endsAt|time} 已被占用',
    en: '“{resource}”, which is needed along with it, is taken from {startsAt|time} to {endsAt|time}',
  },
  'reservation.linked_outage': {
    status: 422,
    zh: '需要同时使用的“{resource}”在此期间停用',
    en: '“{resource}”, which is needed along with it, is out of service at that time',
  },
  'reservation.accessory_taken': {
    status: 409,
    zh: '配件“{resource}” {startsAt|time} 至 {endsAt|time} 已被占用，{freeFrom|time} 起有空',
    en: 'The accessory “{resource}” is taken from {startsAt|time} to {endsAt|time}; it is free from {freeFrom|time}',
  },
  'reservation.accessory_unknown': {
    status: 422,
    zh: '这台仪器不能选用所选的配件',
    en: 'The instrument has no such accessory to choose',
  },
  'instrument.retired': {
    status: 422,
    zh: '仪器已退役，不再接受预约',
    en: 'The instrument is retired and takes no bookings',
  },
  'instrument.not_bookable': {
    status: 422,
    zh: '这台仪器还没有开放预约',
    en: 'The instrument is not open for booking',
  },
  'instrument.down': {
    status: 422,
    overridable: true,
    zh: '仪器故障停机，恢复时间未定',
    en: 'The instrument is down; when it will be back is not known yet',
  },
  'reservation.closed': {
    status: 422,
    overridable: true,
    zh: '{startsAt|time} 至 {endsAt|time} 不在开放时间内',
    en: 'Outside opening hours: closed from {startsAt|time} to {endsAt|time}',
  },
  'reservation.holiday': {
    status: 422,
    overridable: true,
    zh: '{date} 是法定节假日（{nameZh}），不开放',
    en: 'Closed on {date}, a public holiday ({nameEn})',
  },
  'reservation.members_hours': {
    status: 422,
    overridable: true,
    zh: '{startsAt|time} 至 {endsAt|time} 只对指定单位或课题组开放',
    en: 'From {startsAt|time} to {endsAt|time} it is open to certain organisations or groups only',
  },
  'reservation.priority_window': {
    status: 422,
    overridable: true,
    zh: '{startsAt|time} 至 {endsAt|time} 是优先时段，{opensAt|time} 起才对其他人开放',
    en: '{startsAt|time} to {endsAt|time} is kept for others first; it opens to everybody at {opensAt|time}',
  },
  'reservation.beyond_horizon': {
    status: 422,
    overridable: true,
    zh: '最多提前 {horizonDays} 天预约，目前可约到 {latestStart|time}',
    en: 'Bookings open {horizonDays} days ahead: starts up to {latestStart|time} for now',
  },
  'reservation.notice': {
    status: 422,
    overridable: true,
    zh: '至少提前 {noticeMinutes|minutes}预约，最早可约 {earliestStart|time}',
    en: 'Book at least {noticeMinutes|minutes} ahead: the earliest start is {earliestStart|time}',
  },
  'reservation.too_short': {
    status: 422,
    overridable: true,
    zh: '预约 {minutes|minutes}太短，最少 {minMinutes|minutes}',
    en: '{minutes|minutes} is too short: the minimum is {minMinutes|minutes}',
  },
  'reservation.too_long': {
    status: 422,
    overridable: true,
    zh: '预约 {minutes|minutes}太长，最多 {maxMinutes|minutes}',
    en: '{minutes|minutes} is too long: the maximum is {maxMinutes|minutes}',
  },
  'reservation.off_grid': {
    status: 422,
    overridable: true,
    zh: '起止时间须为 {gridMinutes|minutes}的整数倍',
    en: 'Start and end must fall on a grid of {gridMinutes|minutes}',
  },
  'reservation.too_many_future': {
    status: 422,
    overridable: true,
    zh: '这台仪器上最多同时有 {max} 个未开始的预约，现已有 {count} 个',
    en: 'At most {max} upcoming reservations on this instrument; there are {count} already',
  },
  'reservation.too_many_per_day': {
    status: 422,
    overridable: true,
    zh: '每天最多预约 {max} 次，{date} 已有 {count} 次',
    en: 'At most {max} reservations a day; {date} has {count} already',
  },
  'reservation.too_many_future_minutes': {
    status: 422,
    overridable: true,
    zh: '未开始的预约合计最多 {maxMinutes|minutes}，加上这次共 {totalMinutes|minutes}',
    en: 'Upcoming reservations may add up to {maxMinutes|minutes}; with this one it would be {totalMinutes|minutes}',
  },
  'reservation.gap_before': {
    status: 422,
    overridable: true,
    zh: '离上一个预约太近：同一人两次之间至少间隔 {gapMinutes|minutes}，{earliestStart|time} 起可约',
    en: 'Begins too close to the same person’s reservation before: leave {gapMinutes|minutes}, so from {earliestStart|time} on',
  },
  'reservation.gap_after': {
    status: 422,
    overridable: true,
    zh: '离下一个预约太近：同一人两次之间至少间隔 {gapMinutes|minutes}，须在 {latestEnd|time} 前结束',
    en: 'Ends too close to the same person’s next reservation: leave {gapMinutes|minutes}, so end by {latestEnd|time}',
  },
  'reservation.frozen': {
    status: 422,
    overridable: true,
    zh: '开始前 {freezeMinutes|minutes}内不能改期，请联系机组',
    en: 'It cannot be changed within {freezeMinutes|minutes} of its start; please ask the facility',
  },
  'reservation.not_qualified': {
    status: 422,
    overridable: true,
    zh: '使用人还没有这台仪器的上机资格，须先完成培训考核',
    en: 'A qualification on this instrument is needed first: please take its training',
  },
  'reservation.qualification_expired': {
    status: 422,
    overridable: true,
    zh: '上机资格 {expiresAt|time} 到期，预约时间须在到期之前',
    en: 'The qualification on this instrument ends {expiresAt|time}, before the reservation does',
  },
  'reservation.training_missing': {
    status: 422,
    overridable: true,
    zh: '尚未完成实验室安全培训',
    en: 'The site safety training is missing',
  },
  'reservation.access_expired': {
    status: 422,
    overridable: true,
    zh: '准入权限 {expiresAt|date} 到期，请先续期',
    en: 'Access ends on {expiresAt|date}; it has to be renewed first',
  },
  'reservation.not_member': {
    status: 422,
    zh: '所在单位尚未入驻，不能预约',
    en: 'The organisation has not joined this valley yet',
  },
  'reservation.suspended': {
    status: 422,
    overridable: true,
    zh: '预约资格已暂停，请联系机组',
    en: 'Booking is suspended; please ask the facility',
  },
  'reservation.suspended_until': {
    status: 422,
    overridable: true,
    zh: '预约资格暂停至 {until|time}',
    en: 'Booking is suspended until {until|time}',
  },
  'project.none_active': {
    status: 422,
    zh: '没有可用的在研项目，无法结算',
    en: 'There is no active project to charge',
  },
  'project.choose': { status: 422, zh: '请选择由哪个项目支付', en: 'Please choose the project to charge' },
  'project.not_yours': {
    status: 422,
    zh: '使用人不能用这个项目支付',
    en: 'The user may not charge this project',
  },
  'project.not_active': {
    status: 422,
    zh: '这个项目已停用或结题',
    en: 'This project is closed or not active',
  },
  'project.instrument_not_allowed': {
    status: 422,
    zh: '这个项目不能用于这台仪器',
    en: 'This project does not allow this instrument',
  },
  'reservation.configuration_required': {
    status: 422,
    zh: '请选择仪器配置',
    en: 'Please choose a configuration',
  },
  'reservation.configuration_unknown': {
    status: 422,
    zh: '没有这种仪器配置',
    en: 'The instrument has no such configuration',
  },
  'reservation.not_on_behalf': {
    status: 403,
    zh: '不能替他人预约',
    en: 'You may not book for somebody else',
  },
  'reservation.reason_required': { status: 422, zh: '请填写原因', en: 'Please give a reason' },
  'reservation.not_owner': { status: 403, zh: '这不是您的预约', en: 'This reservation is not yours' },
  'reservation.already_cancelled': {
    status: 422,
    zh: '预约已经取消',
    en: 'The reservation is already cancelled',
  },
  'reservation.expired': {
    status: 422,
    zh: '超过时限没有确认或批准，预约已经失效，时段已释放；请重新预约',
    en: 'It was not confirmed or approved in time: the reservation has lapsed and its time is free again; please book anew',
  },
  'reservation.already_ended': { status: 422, zh: '预约已经结束', en: 'The reservation has already ended' },
  'reservation.already_missed': {
    status: 422,
    zh: '预约已记为爽约',
    en: 'The reservation is already marked missed',
  },
  'reservation.already_started': {
    status: 422,
    zh: '已经签到上机，请签退结束',
    en: 'It is checked in already: check out to end it',
  },
  'reservation.replaced': {
    status: 409,
    zh: '预约已改期，请查看新的预约',
    en: 'The reservation was moved; see the one that replaced it',
  },
  'reservation.not_pending': {
    status: 422,
    zh: '预约不在待审批状态',
    en: 'The reservation is not waiting for approval',
  },
  'reservation.not_your_approval': {
    status: 403,
    zh: '现在不该由您审批',
    en: 'The approval that is due is not yours to give',
  },
  'reservation.not_colleague': {
    status: 422,
    zh: '只能转给同一单位或课题组的同事',
    en: 'It can be handed over only within the same organisation or group',
  },
  'reservation.same_person': {
    status: 422,
    zh: '已经是这位同事的预约',
    en: 'The reservation is this person’s already',
  },

  // Hours and rules that cannot be read, said by the schemas in booking-rules.ts
  'time.clock_malformed': {
    status: 400,
    zh: '{path}：时刻请写成 09:00 这样的格式，结束时刻最晚为 24:00',
    en: '{path}: write a clock time as 09:00; an end may be as late as 24:00',
  },
  'window.empty': {
    status: 400,
    zh: '{path}：起止时刻相同；全天请写 00:00–24:00',
    en: '{path}: begins and ends at the same time; a whole day is 00:00–24:00',
  },
  'window.weekday_twice': {
    status: 400,
    zh: '{path}：同一个星期几写了两次',
    en: '{path}: a weekday is named twice',
  },
  'hours.date_twice': {
    status: 400,
    zh: '{path}：同一日期有两条特殊安排',
    en: '{path}: a date has two exceptions',
  },
  'off_peak.relaxes_nothing': {
    status: 400,
    zh: '{path}：低峰时段至少要放宽一条规则',
    en: '{path}: off-peak time has to relax at least one limit',
  },
  'length.reversed': {
    status: 400,
    zh: '{path}：最长不能短于最短，否则没有人能预约',
    en: '{path}: the longest booking cannot be shorter than the shortest, or nobody could book',
  },
  'priority.for_nobody': {
    status: 400,
    zh: '{path}：请指定优先时段留给哪些单位或课题组',
    en: '{path}: say which organisations or groups the time is kept for',
  },
  'grid.must_divide_a_day': {
    status: 400,
    zh: '{path}：时间格须能整除一天（如 15、30、60 分钟）',
    en: '{path}: the grid has to divide a day (15, 30, 60 minutes, say)',
  },
});

export type BookingErrorCode = keyof typeof bookingErrors;
