import type { NoticeKind } from '@hegu/contract/all-notices.ts';
import type { Topic } from '@hegu/contract/policy/subscriptions.ts';
import type { Clause } from '@hegu/rules/clause.ts';
import { standingOf } from '@hegu/rules/evaluate/assess.ts';
import type { Words } from '@hegu/rules/facts.ts';
import { type Change, covers, type Entry, windowNews } from '../rules.ts';

/** What one person is to be told, by all the subscriptions that concern them. Pure. */

export interface Sub {
  readonly topic: Topic;
  readonly remindDays: number;
  readonly firmId: string | null;
  /** Civil day, and instant, since when it is subscribed to. */
  readonly since: string;
  readonly sinceMs: number;
}

export interface Event extends Change {
  readonly id: string;
  readonly seenMs: number;
}

export interface World {
  readonly today: string;
  readonly entries: ReadonlyMap<string, Entry & { readonly policy: { readonly issuer: Words } }>;
  readonly events: readonly Event[];
  /** Firms that an event made eligible. */
  readonly newly: readonly { readonly eventId: string; readonly firmId: string }[];
  readonly firms: ReadonlyMap<string, Words>;
  readonly amountOf: (clauseId: string) => Words;
}

export interface News {
  readonly key: string;
  readonly kind: NoticeKind;
  readonly clauseId: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** Said by itself, however much else there is. */
  readonly alone: boolean;
}

const daysLeft = (days: number): Words =>
  days === 0
    ? { zh: '今天', en: 'last day today' }
    : { zh: `还有 ${days} 天`, en: days === 1 ? '1 day left' : `${days} days left` };

/** When it can be applied for, as a sentence of a notice. */
export function windowSentence(clause: Clause, today: string): Words {
  const standing = standingOf(clause, today);
  if (standing === 'over') return { zh: '已停止执行', en: 'No longer in force' };
  const open = clause.filing.find((w) => w.from <= today && (w.to === null || today <= w.to));
  if (open)
    return open.to === null
      ? { zh: '正在受理', en: 'Applications are taken now' }
      : { zh: `申报截止 ${open.to}`, en: `Apply until ${open.to}` };
  const next = clause.filing
    .filter((w) => w.from > today)
    .map((w) => w.from)
    .sort()[0];
  if (next) return { zh: `${next} 开始申报`, en: `Applications from ${next} on` };
  if (clause.filing.length > 0) return { zh: '本期申报已截止', en: 'This window is closed' };
  return standing === 'notYet'
    ? { zh: `${clause.period.from} 起执行`, en: `In force from ${clause.period.from} on` }
    : { zh: '执行期内随时可申报', en: 'Applications are taken while it is in force' };
}

function dataOf(world: World, clause: Clause, issuer: Words): Record<string, unknown> {
  const window = windowSentence(clause, world.today);
  const amount = world.amountOf(clause.id);
  return {
    clauseId: clause.id,
    titleZh: clause.title.zh,
    titleEn: clause.title.en,
    issuerZh: issuer.zh,
    issuerEn: issuer.en,
    amountZh: amount.zh,
    amountEn: amount.en,
    windowZh: window.zh,
    windowEn: window.en,
  };
}

const kinds = {
  published: 'policy.clause_published',
  changed: 'policy.clause_changed',
  removed: 'policy.clause_removed',
} as const satisfies Record<Change['kind'], NoticeKind>;

/** Everything, each thing once: a clause that several topics cover is told by one of them. */
export function newsFor(world: World, subs: readonly Sub[]): News[] {
  const out = new Map<string, News>();
  const add = (news: News) => {
    if (!out.has(news.key)) out.set(news.key, news);
  };
  for (const sub of subs) {
    for (const event of world.events) {
      if (event.seenMs < sub.sinceMs) continue;
      const told = ofEvent(world, sub, event);
      if (told) add(told);
    }
    for (const entry of world.entries.values()) {
      if (!covers(sub.topic, entry)) continue;
      for (const n of windowNews(entry.clause, world.today, sub)) {
        const left = daysLeft(n.days);
        add({
          key: n.key,
          kind: n.what === 'opens' ? 'policy.window_opens' : 'policy.window_closes',
          clauseId: n.clauseId,
          data: { ...dataOf(world, entry.clause, entry.policy.issuer), leftZh: left.zh, leftEn: left.en },
          alone: false,
        });
      }
    }
  }
  // A clause that opens and closes within the reminder is told of once: until when
  for (const [key, n] of out)
    if (
      n.kind === 'policy.window_opens' &&
      [...out.values()].some((x) => x.kind === 'policy.window_closes' && x.clauseId === n.clauseId)
    )
      out.delete(key);
  return [...out.values()];
}

function ofEvent(world: World, sub: Sub, event: Event): News | null {
  const entry = world.entries.get(event.clauseId);
  if (sub.topic.kind === 'eligible') {
    const firm = sub.firmId === null ? undefined : world.firms.get(sub.firmId);
    const became = world.newly.some((n) => n.eventId === event.id && n.firmId === sub.firmId);
    if (!became || !entry || !firm) return null;
    return {
      key: `eligible:${event.id}:${sub.firmId}`,
      kind: 'policy.newly_eligible',
      clauseId: event.clauseId,
      data: { ...dataOf(world, entry.clause, entry.policy.issuer), firmZh: firm.zh, firmEn: firm.en },
      alone: true,
    };
  }
  const key = `library:${event.id}`;
  if (event.kind === 'removed') {
    const wanted =
      event.before !== null &&
      (sub.topic.kind === 'clause'
        ? sub.topic.clauseId === event.clauseId
        : sub.topic.kind === 'document' && sub.topic.policyId === event.policyId);
    if (!wanted || event.before === null) return null;
    const { title } = event.before;
    return {
      key,
      kind: kinds.removed,
      clauseId: event.clauseId,
      data: { clauseId: event.clauseId, titleZh: title.zh, titleEn: title.en },
      alone: false,
    };
  }
  if (!entry || !covers(sub.topic, entry)) return null;
  // What is put right in a clause that is over concerns who asked for that clause
  if (standingOf(entry.clause, world.today) === 'over' && sub.topic.kind !== 'clause') return null;
  return {
    key,
    kind: kinds[event.kind],
    clauseId: event.clauseId,
    data: dataOf(world, entry.clause, entry.policy.issuer),
    alone: false,
  };
}

const headings: Readonly<Partial<Record<NoticeKind, Words>>> = {
  'policy.clause_published': { zh: '新政策', en: 'New' },
  'policy.clause_changed': { zh: '有新版本', en: 'Changed' },
  'policy.clause_removed': { zh: '已撤下', en: 'Taken out' },
  'policy.window_opens': { zh: '开始申报', en: 'Opens' },
  'policy.window_closes': { zh: '快截止', en: 'Closes soon' },
};

/** More than these at once come as one letter. */
export const severally = 3;

/** Many pieces of news as the lines of one. */
export function digestOf(news: readonly News[]): Readonly<Record<string, unknown>> {
  const line = (n: News, locale: 'zh' | 'en') => {
    const heading = headings[n.kind]?.[locale] ?? '';
    const title = String(n.data[locale === 'zh' ? 'titleZh' : 'titleEn'] ?? '');
    const left = n.kind === 'policy.window_closes' ? n.data[locale === 'zh' ? 'leftZh' : 'leftEn'] : null;
    const tail = left ?? n.data[locale === 'zh' ? 'windowZh' : 'windowEn'];
    const said = locale === 'zh' ? `${heading}：${title}` : `${heading}: ${title}`;
    return tail ? `${said}${locale === 'zh' ? `（${tail}）` : ` (${tail})`}` : said;
  };
  return {
    count: news.length,
    linesZh: news.map((n) => line(n, 'zh')).join('\n'),
    linesEn: news.map((n) => line(n, 'en')).join('\n'),
  };
}
