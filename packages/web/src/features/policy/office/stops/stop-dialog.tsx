import type { ClauseSummary } from '@hegu/contract/policy/library.ts';
import { proposeStop } from '@hegu/contract/policy/stops.ts';
import { useId, useState } from 'react';
import { useLocale } from '../../../../i18n/locale.ts';
import { useT } from '../../../../i18n/messages.ts';
import { useRouteMutation } from '../../../../lib/query.ts';
import { Button } from '../../../../ui/button.tsx';
import { Dialog } from '../../../../ui/dialog.tsx';
import { Field, inputClass } from '../../../../ui/field.tsx';
import { ProblemView } from '../../../../ui/problem-view.tsx';
import styles from '../office.module.css';
import { FindClause } from '../parts/find-clause.tsx';
import { stopWords } from './messages.ts';

type Named = Pick<ClauseSummary, 'id' | 'title'>;

/** Proposes to stop a clause: which, from when, why. Another person has to confirm it. */
export function StopDialog({
  open,
  clause,
  onClose,
}: {
  open: boolean;
  /** Absent: to be found first. */
  clause?: Named;
  onClose: () => void;
}) {
  const t = useT(stopWords);
  const { actions } = useT();
  const locale = useLocale();
  const id = useId();
  const [chosen, setChosen] = useState<Named | null>(null);
  const [from, setFrom] = useState('');
  const [reason, setReason] = useState('');
  const about = clause ?? chosen;
  const close = () => {
    setChosen(null);
    setFrom('');
    setReason('');
    propose.reset();
    onClose();
  };
  const propose = useRouteMutation(proposeStop, { onSuccess: close });
  return (
    <Dialog
      open={open}
      title={about ? t.stopTitle(about.title[locale]) : t.stopClause}
      width={about ? 560 : 720}
      onClose={close}
      footer={
        about && (
          <>
            <Button onClick={close}>{actions.cancel}</Button>
            <Button
              look="wrong"
              busy={propose.isPending}
              disabled={from === '' || reason.trim() === ''}
              onClick={() =>
                propose.mutate({ params: { id: about.id }, body: { from, reason: reason.trim() } })
              }
            >
              {t.stopPropose}
            </Button>
          </>
        )
      }
    >
      {about ? (
        <>
          <p>{t.stopText}</p>
          <Field label={t.stopFrom} htmlFor={`${id}f`} help={t.stopFromHelp}>
            <input
              id={`${id}f`}
              type="date"
              className={inputClass}
              value={from}
              onChange={(e) => setFrom(e.target.value)}
            />
          </Field>
          <Field label={t.stopReason} htmlFor={`${id}r`} help={t.stopReasonHelp}>
            <textarea
              id={`${id}r`}
              rows={3}
              className={inputClass}
              maxLength={500}
              value={reason}
              onChange={(e) => setReason(e.target.value)}
            />
          </Field>
          {propose.error && <ProblemView error={propose.error} />}
        </>
      ) : (
        <FindClause on={open}>
          {(c) =>
            c.stopped || c.standing === 'over' ? (
              <span className={styles.hint}>{c.stopped ? t.stoppedFrom(c.stopped.from) : t.stopOver}</span>
            ) : (
              <Button look="quiet" onClick={() => setChosen(c)}>
                {t.stopChoose}
              </Button>
            )
          }
        </FindClause>
      )}
    </Dialog>
  );
}
