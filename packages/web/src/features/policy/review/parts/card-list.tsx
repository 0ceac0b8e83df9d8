import type { ReactNode } from 'react';
import { useT } from '../../../../i18n/messages.ts';
import { Button } from '../../../../ui/button.tsx';
import { ProblemView } from '../../../../ui/problem-view.tsx';
import { Skeleton } from '../../../../ui/skeleton.tsx';
import { Choices } from '../../../labs/parts/choices.tsx';
import parts from './parts.module.css';

/** What waits at a desk as cards, one state of it at a time. */
export function CardList<V extends string, T>({
  which,
  value,
  options,
  onChange,
  pages: { items, error, more },
  empty,
  card,
}: {
  /** What is chosen between. */
  which: string;
  value: V;
  options: readonly { readonly value: V; readonly label: string }[];
  onChange: (value: V) => void;
  pages: {
    readonly items: readonly T[] | undefined;
    readonly error: unknown;
    readonly more: { readonly has: boolean; readonly busy: boolean; readonly load: () => void };
  };
  empty: ReactNode;
  card: (item: T) => ReactNode;
}) {
  const { actions } = useT();
  return (
    <>
      <div className={parts.tabs}>
        <Choices label={which} value={value} options={options} onChange={onChange} />
      </div>
      {error !== null && error !== undefined && <ProblemView error={error} />}
      {!items && !error && <Skeleton lines={6} height={32} />}
      {items?.length === 0 && empty}
      <ul className={parts.cards}>{items?.map(card)}</ul>
      {more.has && (
        <Button look="quiet" busy={more.busy} onClick={more.load}>
          {actions.more}
        </Button>
      )}
    </>
  );
}
