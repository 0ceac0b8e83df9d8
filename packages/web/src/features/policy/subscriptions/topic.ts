import type { Subscription, Topic } from '@hegu/contract/policy/subscriptions.ts';
import { topicKey } from '@hegu/contract/policy/subscriptions.ts';

/** What subscriptions are about, and the address of their calendar. Pure. */

/** What a filter of the library comes to as a topic; null where it names nothing that can be subscribed to. */
export function topicOfFilter(filter: Readonly<Record<string, string | undefined>>): Topic | null {
  const topic = {
    kind: 'matter' as const,
    ...(filter.field ? { field: filter.field } : {}),
    ...(filter.level ? { level: filter.level } : {}),
    ...(filter.district ? { district: filter.district } : {}),
    ...(filter.track ? { track: filter.track } : {}),
  } as Topic;
  return topicKey(topic) === topicKey({ kind: 'matter' }) ? null : topic;
}

/** The address of a calendar of these topics; of all windows where there is none that names clauses. */
export function calendarAddress(
  origin: string,
  topics: readonly Topic[],
  valley: string | null = null,
): string {
  const of = <K extends Topic['kind']>(kind: K) =>
    topics.filter((t): t is Extract<Topic, { kind: K }> => t.kind === kind);
  const lists = {
    clauses: of('clause').map((t) => t.clauseId),
    documents: of('document').map((t) => t.policyId),
    matters: of('matter').map((t) => topicKey(t).slice('matter:'.length)),
  };
  const query = new URLSearchParams();
  for (const [name, values] of Object.entries(lists)) {
    const once = [...new Set(values)];
    if (once.length > 0) query.set(name, once.join(','));
  }
  if (valley) query.set('valley', valley);
  const said = query.toString();
  return `${origin}/api/v1/policy-windows.ics${said ? `?${said}` : ''}`;
}

/** The subscription of this topic, one's own or (`firmId`) the firm's. */
export const held = (
  all: readonly Subscription[] | undefined,
  topic: Topic,
  firmId?: string,
): Subscription | undefined =>
  all?.find(
    (s) =>
      topicKey(s.topic) === topicKey(topic) &&
      (firmId === undefined ? s.firm === null : s.firm?.id === firmId),
  );
