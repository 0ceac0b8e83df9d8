import type { Query } from '../../../../platform/command.ts';
import type * as ledger from '../../../../platform/ledger/index.ts';
import { titlesOf } from '../store.ts';

type Entry = Awaited<ReturnType<typeof ledger.entriesPage>>['items'][number];

/** Their memos are why a charge was lowered or money taken back, as somebody wrote it. */
const typed: ReadonlySet<string> = new Set(['voucher_adjustment', 'voucher_clawback']);

/**
 * Entries as the reader's language has them: what a use moved is called after its service, what a quota moved after its
 * programme. Words that a person typed stay as they are.
 */
export async function inWords(q: Query, entries: readonly Entry[]): Promise<Entry[]> {
  const refs = (kind: string) => [
    ...new Set(entries.filter((e) => e.refKind === kind && !typed.has(e.kind)).map((e) => e.refId)),
  ];
  const titles = new Map(
    (await titlesOf(q.tx, q.scope, refs('voucher_use'), refs('voucher_grant'))).map((t) => [
      t.id,
      q.locale === 'zh' ? t.titleZh : t.titleEn,
    ]),
  );
  return entries.map((e) => (typed.has(e.kind) ? e : { ...e, memo: titles.get(e.refId) ?? e.memo }));
}
