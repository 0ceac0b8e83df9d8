import { moveReservation, previewMove, type Reservation } from '@hegu/contract/labs/reservations.ts';
import type { RouteOkOut } from '@hegu/contract/route.ts';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { useLocale } from '../../../../i18n/locale.ts';
import { localName, useT } from '../../../../i18n/messages.ts';
import { call } from '../../../../lib/api.ts';
import { ApiProblem } from '../../../../lib/problem.ts';
import { useRouteMutation } from '../../../../lib/query.ts';
import { useFormat } from '../../../../lib/session.ts';
import { Button } from '../../../../ui/button.tsx';
import { Dialog } from '../../../../ui/dialog.tsx';
import { ProblemView } from '../../../../ui/problem-view.tsx';
import { manage } from '../parts/messages.ts';
import styles from './day.module.css';
import { day as words } from './messages.ts';
import type { Move } from './timeline.tsx';

type Alternative = RouteOkOut<typeof previewMove>['alternatives'][number];

export interface Wish {
  readonly id: string;
  readonly version: number;
  readonly who: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly instrumentId: string | undefined;
  /** The instrument it would be on, for its name. */
  readonly on: string;
  /** Where it is now, for a way back. */
  readonly from?: Pick<Wish, 'startsAt' | 'endsAt' | 'on'>;
}

/** The move that undoes one: the record that took its place, to where the old one was. */
export const backOf = ({ who, on, from }: Wish, moved: Pick<Reservation, 'id' | 'version'>): Wish | null =>
  from
    ? {
        id: moved.id,
        version: moved.version,
        who,
        ...from,
        instrumentId: from.on === on ? undefined : from.on,
      }
    : null;

interface Refusal {
  readonly wish: Wish;
  readonly error: unknown;
  readonly alternatives: readonly Alternative[];
}

export interface Mover {
  readonly ask: (move: Move) => void;
  readonly send: (wish: Wish, override?: boolean) => Promise<Reservation | null>;
  readonly refusal: Refusal | null;
  readonly dismiss: () => void;
  readonly busy: boolean;
  /** What the last move did, in a sentence; `back` where a drag can be taken back. */
  readonly done: { readonly text: string; readonly back: Wish | null } | null;
}

const bodyOf = (wish: Wish) => ({
  startsAt: wish.startsAt,
  endsAt: wish.endsAt,
  ...(wish.instrumentId ? { instrumentId: wish.instrumentId } : {}),
});

/** When the wish was refused: times that would work for this very reservation, whose own time counts as free. */
async function alternativesFor(wish: Wish): Promise<readonly Alternative[]> {
  try {
    return (await call(previewMove, { params: { id: wish.id }, body: bodyOf(wish) })).alternatives;
  } catch {
    // The refusal itself is what matters; without alternatives it is shown alone.
    return [];
  }
}

/** Moving a reservation: the server decides, the bar goes back where it was when it refuses, and the reasons are kept to show. */
export function useMove(onMoved?: (r: Reservation) => void): Mover {
  const t = useT(words);
  const format = useFormat();
  const locale = useLocale();
  const client = useQueryClient();
  const mutation = useRouteMutation(moveReservation);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [done, setDone] = useState<Mover['done']>(null);
  const { mutateAsync } = mutation;

  const send = useCallback(
    async (wish: Wish, override = false): Promise<Reservation | null> => {
      setDone(null);
      try {
        const moved = await mutateAsync({
          params: { id: wish.id },
          body: {
            ...bodyOf(wish),
            ...(override ? { override: true } : {}),
          },
          ifMatch: wish.version,
        });
        setRefusal(null);
        setDone({
          text: t.moved(
            [
              moved.personName,
              // Only where it went to another row: there its price is another too
              ...(wish.instrumentId
                ? [localName({ nameZh: moved.instrumentNameZh, nameEn: moved.instrumentNameEn }, locale)]
                : []),
            ],
            format.range(moved.startsAt, moved.endsAt),
            format.money(moved.estimateFen),
          ),
          back: backOf(wish, moved),
        });
        onMoved?.(moved);
        return moved;
      } catch (error) {
        setRefusal({ wish, error, alternatives: [] });
        if (error instanceof ApiProblem && error.has('request.stale')) {
          void client.invalidateQueries({ queryKey: [moveReservation.tag] });
        } else {
          const alternatives = await alternativesFor(wish);
          setRefusal((old) => (old?.wish === wish ? { ...old, alternatives } : old));
        }
        return null;
      }
    },
    [mutateAsync, t, format, locale, onMoved, client],
  );

  const ask = useCallback(
    (move: Move) => {
      const wish: Wish = {
        id: move.event.id,
        version: move.event.version,
        who: move.event.personName ?? move.event.titleZh,
        startsAt: move.startsAt,
        endsAt: move.endsAt,
        instrumentId: move.instrumentId,
        on: move.instrumentId ?? move.event.resourceId,
        from: { startsAt: move.event.startsAt, endsAt: move.event.endsAt, on: move.event.resourceId },
      };
      void send(wish).then((moved) => {
        if (!moved) move.revert();
      });
    },
    [send],
  );

  return { ask, send, refusal, dismiss: () => setRefusal(null), busy: mutation.isPending, done };
}

/** Why it could not be moved, the nearest times that would work, and the way through where the rules leave one. */
export function RefusedMove({ move, nameOf }: { move: Mover; nameOf: (instrumentId: string) => string }) {
  const t = useT(words);
  const m = useT(manage);
  const format = useFormat();
  const { refusal } = move;
  const stale = refusal?.error instanceof ApiProblem && refusal.error.has('request.stale');
  const overridable = refusal?.error instanceof ApiProblem && refusal.error.overridable;
  return (
    <Dialog
      open={refusal !== null}
      title={stale ? m.staleTitle : t.moveRefused}
      width={560}
      onClose={move.dismiss}
      footer={
        refusal && (
          <>
            {overridable && (
              <Button look="wrong" busy={move.busy} onClick={() => void move.send(refusal.wish, true)}>
                {t.moveAnyway}
              </Button>
            )}
            <Button look="act" onClick={move.dismiss}>
              {stale ? m.refresh : t.leaveIt}
            </Button>
          </>
        )
      }
    >
      {refusal && (
        <>
          <p className={styles.wish}>
            {t.dragTarget} <strong>{nameOf(refusal.wish.on)}</strong>{' '}
            <span>{format.range(refusal.wish.startsAt, refusal.wish.endsAt)}</span>
          </p>
          <ProblemView
            error={refusal.error}
            nearest={
              refusal.alternatives.length > 0
                ? refusal.alternatives.slice(0, 4).map((a) => (
                    <Button
                      key={`${a.instrumentId}${a.startsAt}`}
                      busy={move.busy}
                      onClick={() =>
                        void move.send({
                          ...refusal.wish,
                          startsAt: a.startsAt,
                          endsAt: a.endsAt,
                          instrumentId: a.instrumentId,
                          on: a.instrumentId,
                        })
                      }
                    >
                      {t.moveTo(format.range(a.startsAt, a.endsAt))}
                    </Button>
                  ))
                : undefined
            }
          />
          <p className={styles.hint}>{stale ? m.staleText : t.putBack}</p>
        </>
      )}
    </Dialog>
  );
}
