import { getProject } from '@hegu/contract/labs/projects.ts';
import { handOver } from '@hegu/contract/labs/reservations.ts';
import { useId, useState } from 'react';
import { useT } from '../../../i18n/messages.ts';
import { useRouteMutation, useRouteQuery } from '../../../lib/query.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Field, inputClass } from '../../../ui/field.tsx';
import { EditProblem } from '../parts/stale.tsx';
import { reservationWords } from './messages.ts';
import type { FullReservation } from './reservation-page.tsx';

const other = 'other';

/**
 * To a colleague of the project that pays, by name: those may charge it. Anybody else of the organisation by username, which
 * one has to know.
 */
export function HandOverButton({ reservation: r }: { reservation: FullReservation }) {
  const t = useT(reservationWords);
  const { actions } = useT();
  const [open, setOpen] = useState(false);
  const [picked, setPicked] = useState('');
  const [username, setUsername] = useState('');
  const id = useId();
  const { data: project } = useRouteQuery(getProject, { params: { id: r.projectId } }, { enabled: open });
  const give = useRouteMutation(handOver, {
    invalidate: ['labs', 'billing', 'casework'],
    onSuccess: () => setOpen(false),
  });
  const members = (project?.members ?? []).filter((m) => m.userId !== r.userId);
  const typed = members.length === 0 || picked === other;
  const to = typed ? username.trim() : picked;
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t.handOver}</Button>
      <Dialog
        open={open}
        title={t.handOverTitle}
        onClose={() => setOpen(false)}
        footer={
          <>
            <Button onClick={() => setOpen(false)}>{actions.cancel}</Button>
            <Button
              look="act"
              busy={give.isPending}
              disabled={to === ''}
              onClick={() =>
                give.mutate({ params: { id: r.id }, body: { username: to }, ifMatch: r.version })
              }
            >
              {t.handOver}
            </Button>
          </>
        }
      >
        <p>{t.handOverText}</p>
        {members.length > 0 && (
          <Field label={t.colleague} htmlFor={`${id}who`}>
            <select
              id={`${id}who`}
              className={inputClass}
              value={picked}
              onChange={(event) => {
                setPicked(event.target.value);
                give.reset();
              }}
            >
              <option value="">{t.pickColleague}</option>
              {members.map((m) => (
                <option key={m.userId} value={m.userId}>
                  {m.name}
                </option>
              ))}
              <option value={other}>{t.otherColleague}</option>
            </select>
          </Field>
        )}
        {typed && (
          <Field label={t.username} htmlFor={id}>
            <input
              id={id}
              className={inputClass}
              maxLength={120}
              autoComplete="off"
              autoCapitalize="none"
              value={username}
              onChange={(event) => {
                setUsername(event.target.value);
                give.reset();
              }}
            />
          </Field>
        )}
        {give.error && <EditProblem error={give.error} onReload={() => setOpen(false)} />}
      </Dialog>
    </>
  );
}
