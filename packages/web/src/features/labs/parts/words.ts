import type { InstrumentStatus } from '@hegu/contract/labs/instruments.ts';
import type { CustomerTier } from '@hegu/contract/labs/pricing.ts';
import { defineMessages } from '../../../i18n/messages.ts';
import type { Tone } from '../../../ui/status-tag.tsx';

/** Words that several pages of the labs counter share. */
export const labs = defineMessages(
  {
    perHour: '/小时',
    barred: '您现在不能自行签到',
    onRequest: '面议',
    free: '免费',
    noHourly: '不按机时收费',
    withOperator: '含人工',
    tier: {
      own: '本单位',
      member: '成员单位',
      enterprise: '企业',
      public: '社会',
    } as Record<CustomerTier, string>,
    tierPrice: { own: '本单位价', member: '成员价', enterprise: '企业价', public: '社会价' } as Record<
      CustomerTier,
      string
    >,
    status: { draft: '草稿', active: '可用', down: '故障停机', retired: '已退役' } as Record<
      InstrumentStatus,
      string
    >,
    demo: '演示数据',
    membersOnly: '仅限成员',
    capacity: (n: number) => `可同时 ${n} 人使用`,
    reason: {
      closed: '不开放',
      holiday: '法定节假日',
      members_hours: '只对指定单位开放',
      booked: '已被预约',
      outage: '停机',
      down: '故障停机',
      priority: '优先时段',
      past: '已过去',
      notice: '来不及提前预约',
      beyond_horizon: '还没开放预约',
      mine: '我的预约',
    },
    pi: '课题组负责人',
    facility: '机组',
    book: '预约',
    instrument: '仪器',
    time: '时间',
    who: '使用人',
    project: '项目',
    state: '状态',
    money: '金额',
    organisation: '单位',
    reload: '看最新的',
    stale: '这条记录刚被别人改过，请看过最新内容再操作。',
  },
  {
    perHour: '/h',
    barred: 'You cannot check in by yourself now',
    onRequest: 'on request',
    free: 'free',
    noHourly: 'not charged by the hour',
    withOperator: 'operator included',
    tier: { own: 'Own unit', member: 'Member', enterprise: 'Enterprise', public: 'Public' },
    tierPrice: {
      own: 'own-unit price',
      member: 'member price',
      enterprise: 'enterprise price',
      public: 'public price',
    },
    status: { draft: 'Draft', active: 'In service', down: 'Out of order', retired: 'Retired' },
    demo: 'Demo data',
    membersOnly: 'Members only',
    capacity: (n) => `${n} people at a time`,
    reason: {
      closed: 'closed',
      holiday: 'public holiday',
      members_hours: 'open to certain organisations only',
      booked: 'booked',
      outage: 'out of service',
      down: 'out of order',
      priority: 'kept for others first',
      past: 'past',
      notice: 'too soon to book',
      beyond_horizon: 'not open for booking yet',
      mine: 'my booking',
    },
    pi: 'the PI',
    facility: 'the facility',
    book: 'Book',
    instrument: 'Instrument',
    time: 'Time',
    who: 'User',
    project: 'Project',
    state: 'State',
    money: 'Amount',
    organisation: 'Organisation',
    reload: 'See the latest',
    stale: 'Somebody has just changed this record. Please look at the latest version first.',
  },
);

export const instrumentTones: Readonly<Record<InstrumentStatus, Tone>> = {
  draft: 'calm',
  active: 'act',
  down: 'wrong',
  retired: 'calm',
};
