import { z } from 'zod';
import { defineErrors } from './errors.ts';
import { id, instant } from './fields.ts';
import { route } from './route.ts';

/** Background work (后台任务): how far one is that somebody asked for, and for administrators how all of it goes. */
export const jobErrors = defineErrors({
  'job.not_found': { status: 404, zh: '没有这项后台任务', en: 'No such job' },
  'job.failed': {
    status: 422,
    zh: '任务执行失败，请稍后重试；若仍失败请联系管理员',
    en: 'The job failed; try again later, and tell an administrator if it keeps failing',
  },
  'job.lost': {
    status: 422,
    zh: '任务中途停止，未能完成，请重新发起',
    en: 'The job stopped before it was done; please start it again',
  },
  'job.not_failed': {
    status: 409,
    zh: '这项任务没有失败，或已经重新执行',
    en: 'This job has not failed, or is being tried again already',
  },
});

export const JobState = z.enum(['queued', 'running', 'succeeded', 'failed']);
export const Job = z.object({
  id,
  name: z.string(),
  state: JobState,
  /** 0 to 1. */
  fraction: z.number().min(0).max(1),
  /** A message code for what it is doing now. */
  message: z.string().nullable(),
  /** What it made, when it succeeded. */
  result: z.unknown(),
  error: z.object({ code: z.string(), data: z.record(z.string(), z.unknown()) }).nullable(),
  createdAt: instant,
  updatedAt: instant,
});
export type Job = z.infer<typeof Job>;

export const getJob = route({
  method: 'get',
  path: '/jobs/{id}',
  tag: 'jobs',
  summary: { zh: '后台任务的进度与结果', en: 'Progress and result of long work' },
  action: 'self',
  params: z.object({ id }),
  ok: Job,
  errors: ['job.not_found'],
});

/** What each job does, in words. A job that is not here shows its name. */
export const jobTitles: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
  'catalogue.reindex': { zh: '重建检索目录', en: 'Rebuild the search catalogue' },
  'firm.import': { zh: '导入企业数据', en: 'Import of firms’ data' },
  'jobs.sweep': { zh: '清理任务记录', en: 'Tidy the records of jobs' },
  'labs.issue-statements': { zh: '出具上月账单', en: 'Issue last month’s statements' },
  'labs.sweep-reservations': {
    zh: '预约到时处理（占位、审批、爽约、签退）',
    en: 'Reservations whose time has come (holds, approvals, no-shows, check-outs)',
  },
  'enterprise.assess-ladder': { zh: '企业梯度测算', en: 'Assess all firms against the ladder' },
  'platform.deliver': { zh: '发送邮件和推送', en: 'Send mail and webhooks' },
  'platform.remind': { zh: '办件到期与催办', en: 'Deadlines of cases, and reminders' },
  'platform.tidy': { zh: '清理过期数据', en: 'Forget what has expired' },
  'policy.forget-contacts': { zh: '清除访客联系方式', en: 'Forget visitors’ contacts' },
  'policy.impact': { zh: '政策影响测算', en: 'Work out what a policy would change' },
  'policy.listing': { zh: '政策上下架', en: 'List policies, and take them off the list' },
  'policy.offer': { zh: '免申即享推送', en: 'Offer what is paid without applying' },
  'policy.sweep': { zh: '申报到时处理', en: 'Applications whose time has come' },
  'policy.watch': { zh: '政策订阅提醒', en: 'Tell subscribers of policies' },
  'voucher.sweep-grants': { zh: '创新券到期处理', en: 'Vouchers whose time has come' },
};

const JobRun = z.object({
  state: z.enum(['running', 'succeeded', 'failed']),
  startedAt: instant,
  /** Null while it runs. */
  endedAt: instant.nullable(),
});

export const JobKind = z.object({
  /** `<domain>.<what>`; `jobTitles` has its words. */
  name: z.string(),
  /** When it runs by itself: five fields of cron in a zone, or once every so many seconds. Null: only when asked for. */
  schedule: z
    .union([z.object({ cron: z.string(), zone: z.string() }), z.object({ everySeconds: z.int() })])
    .nullable(),
  waiting: z.int(),
  running: z.int(),
  /** Of those still kept: about three hundred runs of what runs every so often, a month of what runs by the calendar, a week of the rest. */
  failed: z.int(),
  last: JobRun.nullable(),
});
export type JobKind = z.infer<typeof JobKind>;

export const JobFailure = z.object({
  id,
  name: z.string(),
  attempts: z.int(),
  failedAt: instant,
  /** What went wrong, as the attempt said it: a refusal in words, anything else as the server's log has it. */
  error: z.string(),
  /** `POST /jobs/{id}/retry` would do something: it has not run again since. */
  again: z.boolean(),
});
export type JobFailure = z.infer<typeof JobFailure>;

const desk = { tag: 'jobs', action: 'job.manage' } as const;

export const listJobs = route({
  ...desk,
  method: 'get',
  path: '/jobs',
  summary: {
    zh: '后台任务：何时运行、上次结果、排队与失败（只含本产业谷）',
    en: 'Background work: when it runs, how it went, what waits and what failed, as far as it is of this valley',
  },
  ok: z.object({
    kinds: z.array(JobKind),
    /** Newest first, at most a hundred; of work that runs by itself only its last failure. */
    failures: z.array(JobFailure),
  }),
  errors: [],
});

export const retryJob = route({
  ...desk,
  method: 'post',
  path: '/jobs/{id}/retry',
  summary: { zh: '重新执行失败的任务', en: 'Try a failed job again' },
  params: z.object({ id }),
  ok: z.void(),
  okStatus: 204,
  errors: ['job.not_found', 'job.not_failed'],
  idempotent: false,
});
