import { getColumns } from '@hegu/contract/policy/impact.ts';
import type { Clause } from '@hegu/rules/clause.ts';
import type { FactCatalogueData } from '@hegu/rules/facts.ts';
import { useCallback, useEffect, useRef, useState } from 'react';
import { call } from '../../../../lib/api.ts';
import type { LiveAnswer } from './evaluate.ts';
import type { ToWorker } from './worker.ts';

export interface LivePreview {
  readonly on: boolean;
  readonly busy: boolean;
  readonly error: unknown;
  readonly answer: LiveAnswer | null;
  readonly start: () => void;
}

/** The worker with the columns of all firms; it is asked anew whenever the clause changes, and never twice at a time. */
export function useLive(
  draftId: string,
  clause: Clause | null,
  catalogue: FactCatalogueData | null,
): LivePreview {
  const worker = useRef<Worker | null>(null);
  const asking = useRef(false);
  const next = useRef<Clause | null>(null);
  const latest = useRef(clause);
  latest.current = clause;
  const [on, setOn] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [answer, setAnswer] = useState<LiveAnswer | null>(null);

  const ask = useCallback(() => {
    const target = worker.current;
    if (!target || asking.current || !next.current) return;
    const message: ToWorker = { kind: 'clause', clause: next.current };
    next.current = null;
    asking.current = true;
    target.postMessage(message);
  }, []);

  const start = useCallback(() => {
    if (!catalogue) return;
    setBusy(true);
    setError(null);
    call(getColumns, { params: { id: draftId } })
      .then((columns) => {
        worker.current?.terminate();
        const made = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
        made.onmessage = (event: MessageEvent<LiveAnswer>) => {
          asking.current = false;
          setAnswer(event.data);
          ask();
        };
        const message: ToWorker = { kind: 'open', columns, catalogue };
        made.postMessage(message);
        asking.current = false;
        worker.current = made;
        next.current = latest.current;
        ask();
        setOn(true);
      })
      .catch(setError)
      .finally(() => setBusy(false));
  }, [draftId, catalogue, ask]);

  useEffect(() => {
    if (!on || !clause) return;
    next.current = clause;
    ask();
  }, [on, clause, ask]);
  useEffect(() => () => worker.current?.terminate(), []);
  return { on, busy, error, answer, start };
}
