import { openPublicity } from '@hegu/contract/policy/review.ts';
import { useId, useState } from 'react';
import { useT } from '../../../../i18n/messages.ts';
import { useRouteMutation } from '../../../../lib/query.ts';
import { Button } from '../../../../ui/button.tsx';
import { Dialog } from '../../../../ui/dialog.tsx';
import { Field, helpId, inputClass } from '../../../../ui/field.tsx';
import { Alert, ProblemView } from '../../../../ui/problem-view.tsx';
import { LineField } from '../parts/fields.tsx';
import parts from '../parts/parts.module.css';
import { batchWords } from './messages.ts';

/** Title and days of a list, and what publishing it means. */
export function PublishDialog({
  open,
  applicationIds,
  sum,
  onClose,
  onDone,
}: {
  open: boolean;
  applicationIds: readonly string[];
  sum: string;
  onClose: () => void;
  onDone: (list: { id: string; number: string }) => void;
}) {
  const t = useT(batchWords);
  const { actions } = useT();
  const id = useId();
  const [title, setTitle] = useState('');
  const [days, setDays] = useState('5');
  const publish = useRouteMutation(openPublicity, {
    invalidate: ['casework'],
    onSuccess: (list) => {
      setTitle('');
      onDone(list);
    },
  });
  const workingDays = /^\d{1,2}$/.test(days) ? Number(days) : 0;
  const fits = workingDays >= 1 && workingDays <= 60;
  return (
    <Dialog
      open={open}
      title={t.publishTitle}
      width={600}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{actions.cancel}</Button>
          <Button
            look="act"
            busy={publish.isPending}
            disabled={!fits || title.trim() === ''}
            onClick={() =>
              publish.mutate({
                body: { title: title.trim(), applicationIds: [...applicationIds], workingDays },
              })
            }
          >
            {t.publish}
          </Button>
        </>
      }
    >
      <div className={parts.form}>
        <LineField
          label={t.batchTitle}
          help={t.batchTitleHelp}
          maxLength={200}
          value={title}
          onChange={setTitle}
        />
        <Field label={t.days} htmlFor={id} help={t.daysHelp} error={fits ? undefined : t.daysBad}>
          <input
            id={id}
            type="number"
            min={1}
            max={60}
            className={inputClass}
            aria-describedby={helpId(id)}
            aria-invalid={!fits || undefined}
            value={days}
            onChange={(e) => setDays(e.target.value)}
          />
        </Field>
        <Alert tone="wait" title={t.consequence(applicationIds.length, sum)} />
        {publish.error && <ProblemView error={publish.error} />}
      </div>
    </Dialog>
  );
}
