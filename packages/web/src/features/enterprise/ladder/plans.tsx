import {
  addPlanTask,
  closePlan,
  createPlan,
  type LadderView,
  listPlans,
  type Plan,
  type PlanTask,
  type RungView,
  updatePlanTask,
} from '@hegu/contract/enterprise/ladder.ts';
import { type FormEvent, useId, useState } from 'react';
import type { z } from 'zod';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { useRouteMutation, useRouteQuery } from '../../../lib/query.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmButton } from '../../../ui/confirm-button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { Field, inputClass } from '../../../ui/field.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { Section } from '../../../ui/page.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { StatusTag } from '../../../ui/status-tag.tsx';
import { ladderWords } from './messages.ts';
import styles from './plans.module.css';

type Task = z.output<typeof PlanTask>;

/** The plan to the next rung: what is missing, as tasks with a name and a day. */
export function Plans({ firmId, rung, view }: { firmId: string; rung: RungView; view: LadderView }) {
  const t = useT(ladderWords);
  const id = useId();
  const locale = useLocale();
  const [due, setDue] = useState('');
  const [owner, setOwner] = useState('');
  const plans = useRouteQuery(listPlans, { params: { id: firmId } });
  const create = useRouteMutation(createPlan);
  const open = plans.data?.items.find((p) => p.status === 'open');
  const past = plans.data?.items.filter((p) => p.status === 'closed') ?? [];
  const titleOf = (code: string) => view.rungs.find((r) => r.rung === code)?.title[locale] ?? code;
  const plannable = rung.state !== 'held' && rung.state !== 'notApplicable' && rung.missing.length > 0;
  const make = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({
      params: { id: firmId },
      body: {
        rung: rung.rung,
        ...(due ? { dueOn: due } : {}),
        ...(owner.trim() ? { ownerName: owner.trim() } : {}),
      },
    });
  };
  return (
    <Section id="plan" title={t.plan} hint={t.planHint}>
      {plans.error && <ProblemView error={plans.error} />}
      {plans.isPending && <Skeleton lines={3} height={40} />}
      {open && <OpenPlan firmId={firmId} plan={open} title={titleOf(open.rung)} />}
      {plans.data && !open && (
        <Empty icon="check" title={t.noPlan}>
          {t.noPlanHint}
        </Empty>
      )}
      {plans.data && !open && plannable && (
        <form className={styles.planForm} onSubmit={make}>
          <Field label={t.due} htmlFor={`${id}due`} optional>
            <input
              id={`${id}due`}
              type="date"
              className={inputClass}
              value={due}
              onChange={(event) => setDue(event.target.value)}
            />
          </Field>
          <Field label={t.owner} htmlFor={`${id}owner`} optional>
            <input
              id={`${id}owner`}
              className={inputClass}
              maxLength={60}
              value={owner}
              onChange={(event) => setOwner(event.target.value)}
            />
          </Field>
          <Button look="act" type="submit" busy={create.isPending}>
            {t.makePlan(rung.title[locale])}
          </Button>
        </form>
      )}
      {create.error && <ProblemView error={create.error} />}
      {past.length > 0 && (
        <ul className={styles.past}>
          {past.map((p) => (
            <li key={p.id}>
              {titleOf(p.rung)} · {t.tasks(p.tasks.filter((x) => x.doneAt).length, p.tasks.length)} ·{' '}
              {t.closed}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function OpenPlan({ firmId, plan, title }: { firmId: string; plan: Plan; title: string }) {
  const t = useT(ladderWords);
  const { actions } = useT();
  const id = useId();
  const [words, setWords] = useState('');
  const [editing, setEditing] = useState<Task | null>(null);
  const params = { id: firmId, planId: plan.id };
  const add = useRouteMutation(addPlanTask, { onSuccess: () => setWords('') });
  const update = useRouteMutation(updatePlanTask, { onSuccess: () => setEditing(null) });
  const close = useRouteMutation(closePlan);
  const done = plan.tasks.filter((task) => task.doneAt !== null).length;
  return (
    <div>
      <div className={styles.planHead}>
        <strong>{title}</strong>
        <span>{t.tasks(done, plan.tasks.length)}</span>
        <progress
          max={Math.max(1, plan.tasks.length)}
          value={done}
          aria-label={t.tasks(done, plan.tasks.length)}
        />
        <ConfirmButton
          look="quiet"
          title={t.closeTitle}
          consequence={t.closeText}
          confirmLabel={t.closePlan}
          onConfirm={() => close.mutateAsync({ params })}
        >
          {t.closePlan}
        </ConfirmButton>
      </div>
      <ul className={styles.tasks}>
        {plan.tasks.map((task) => (
          <TaskRow
            key={task.id}
            task={task}
            busy={update.isPending}
            onTick={(ticked) =>
              update.mutate({ params: { ...params, taskId: task.id }, body: { done: ticked } })
            }
            onEdit={() => setEditing(task)}
          />
        ))}
      </ul>
      {update.error && !editing && <ProblemView error={update.error} />}
      <form
        className={styles.addTask}
        onSubmit={(event) => {
          event.preventDefault();
          if (words.trim()) add.mutate({ params, body: { titleZh: words.trim() } });
        }}
      >
        <label htmlFor={id} className="sr-only">
          {t.task}
        </label>
        <input
          id={id}
          className={inputClass}
          placeholder={t.task}
          maxLength={200}
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
        <Button type="submit" busy={add.isPending} disabled={words.trim() === ''}>
          <Icon name="plus" size={16} />
          {t.addTask}
        </Button>
      </form>
      {add.error && <ProblemView error={add.error} />}
      {editing && (
        <TaskDialog
          task={editing}
          busy={update.isPending}
          error={update.error}
          cancel={actions.cancel}
          onClose={() => {
            setEditing(null);
            update.reset();
          }}
          onSave={(body) => update.mutate({ params: { ...params, taskId: editing.id }, body })}
        />
      )}
    </div>
  );
}

function TaskRow({
  task,
  busy,
  onTick,
  onEdit,
}: {
  task: Task;
  busy: boolean;
  onTick: (done: boolean) => void;
  onEdit: () => void;
}) {
  const t = useT(ladderWords);
  const { actions } = useT();
  const locale = useLocale();
  const title = locale === 'en' && task.titleEn ? task.titleEn : task.titleZh;
  return (
    <li data-done={task.doneAt !== null || undefined}>
      <input
        type="checkbox"
        aria-label={t.taskDone(title)}
        checked={task.doneAt !== null}
        disabled={busy}
        onChange={(event) => onTick(event.target.checked)}
      />
      <span>
        {title}
        <small>
          {task.ownerName ?? t.nobody}
          {task.note && ` · ${task.note}`}
        </small>
      </span>
      {task.dueOn && (
        <StatusTag tone={task.doneAt ? 'calm' : task.overdue ? 'wrong' : 'wait'}>
          {task.overdue && !task.doneAt ? `${t.overdue} ${task.dueOn}` : t.dueOn(task.dueOn)}
        </StatusTag>
      )}
      <Button look="quiet" onClick={onEdit} aria-label={t.editTaskOf(title)}>
        {actions.edit}
      </Button>
    </li>
  );
}

interface TaskChange {
  readonly titleZh: string;
  readonly ownerName: string | null;
  readonly dueOn: string | null;
  readonly note: string;
}

function TaskDialog({
  task,
  busy,
  error,
  cancel,
  onClose,
  onSave,
}: {
  task: Task;
  busy: boolean;
  error: unknown;
  cancel: string;
  onClose: () => void;
  onSave: (change: TaskChange) => void;
}) {
  const t = useT(ladderWords);
  const { actions } = useT();
  const id = useId();
  const [title, setTitle] = useState(task.titleZh);
  const [owner, setOwner] = useState(task.ownerName ?? '');
  const [due, setDue] = useState(task.dueOn ?? '');
  const [note, setNote] = useState(task.note);
  return (
    <Dialog
      open
      title={t.editTask}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{cancel}</Button>
          <Button look="act" type="submit" form={`${id}form`} busy={busy}>
            {actions.save}
          </Button>
        </>
      }
    >
      <form
        id={`${id}form`}
        className={styles.taskForm}
        onSubmit={(event) => {
          event.preventDefault();
          onSave({
            titleZh: title.trim(),
            ownerName: owner.trim() || null,
            dueOn: due || null,
            note: note.trim(),
          });
        }}
      >
        <Field label={t.task} htmlFor={`${id}t`}>
          <input
            id={`${id}t`}
            className={inputClass}
            required
            maxLength={200}
            value={title}
            onChange={(event) => setTitle(event.target.value)}
          />
        </Field>
        <Field label={t.owner} htmlFor={`${id}o`} optional>
          <input
            id={`${id}o`}
            className={inputClass}
            maxLength={60}
            value={owner}
            onChange={(event) => setOwner(event.target.value)}
          />
        </Field>
        <Field label={t.due} htmlFor={`${id}d`} optional>
          <input
            id={`${id}d`}
            type="date"
            className={inputClass}
            value={due}
            onChange={(event) => setDue(event.target.value)}
          />
        </Field>
        <Field label={t.noteLabel} htmlFor={`${id}n`} optional>
          <textarea
            id={`${id}n`}
            className={inputClass}
            rows={3}
            maxLength={1000}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        </Field>
      </form>
      {error !== null && <ProblemView error={error} />}
    </Dialog>
  );
}
