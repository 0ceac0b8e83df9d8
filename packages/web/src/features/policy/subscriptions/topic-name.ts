import type { Subscription, Topic } from '@hegu/contract/policy/subscriptions.ts';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { usePolicyNames } from '../parts/names.ts';
import { policyWords } from '../parts/words.ts';
import { subscriptionWords } from './messages.ts';

/** A topic in the reader's words: '生物医药 · 区级 · 闵行区'. */
export function useTopicName(): (topic: Topic, title: Subscription['title']) => string {
  const t = useT(subscriptionWords);
  const words = useT(policyWords);
  const locale = useLocale();
  const names = usePolicyNames();
  return (topic, title) => {
    if (title) return title[locale];
    switch (topic.kind) {
      case 'eligible':
        return t.eligible;
      case 'matter':
        return t.matter([
          ...(topic.field ? [words.field[topic.field] ?? topic.field] : []),
          ...(topic.level ? [words.level[topic.level] ?? topic.level] : []),
          ...(topic.district ? [names.district(topic.district)] : []),
          ...(topic.track ? [names.track(topic.track)] : []),
        ]);
      case 'clause':
        return topic.clauseId;
      case 'document':
        return topic.policyId;
    }
  };
}
