import { createDraft, type DraftSummary, draftStates, listDrafts } from '@hegu/contract/policy/drafts.ts';
import type { ClauseSummary } from '@hegu/contract/policy/library.ts';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { ApiProblem } from '../../../lib/problem.ts';
import { useRouteMutation, useRoutePages } from '../../../lib/query.ts';
import { useSession } from '../../../lib/session.ts';
import { Button, buttonClass } from '../../../ui/button.tsx';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { Field, helpId, inputClass } from '../../../ui/field.tsx';
import { Section } from '../../../ui/page.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { StatusTag, type Tone } from '../../../ui/status-tag.tsx';
import { Time } from '../../../ui/value.tsx';
import { Choices } from '../../labs/parts/choices.tsx';
import { DeskTiles } from '../review/desk/tiles.tsx';
import { officeWords } from './messages.ts';
import styles from './office.module.css';
import { FindClause } from './parts/find-clause.tsx';
import { OfficePage } from './parts/office-page.tsx';
import { newClauseText, newDocumentText } from './parts/texts.ts';
import { StopsSection } from './stops/stops-section.tsx';

const tones: Readonly<Record<DraftSummary['status'], Tone>> = {
  draft: 'wait',
  submitted: 'act',
  published: 'calm',
  withdrawn: 'calm',
};

/** The officers' desk: drafts under way, and the two ways to begin one. */
export function OfficeDeskPage() {
  const t = useT(officeWords);
  const { has } = useSession();
  const [making, setMaking] = useState<'version' | 'clause' | null>(null);
  return (
    <OfficePage
      title={t.office}
      lead={t.lead}
      actions={
        <>
          {!has('officer') && (
            <Link to="/policies/office/evaluation" className={buttonClass('quiet')}>
              {t.evaluation}
            </Link>
          )}
          <Button onClick={() => setMaking('clause')}>{t.newClause}</Button>
          <Button look="act" onClick={() => setMaking('version')}>
            {t.newVersion}
          </Button>
        </>
      }
    >
      {has('officer') && <DeskTiles />}
      <Drafts onBegin={() => setMaking('version')} />
      <StopsSection />
      <VersionDialog open={making === 'version'} onClose={() => setMaking(null)} />
      <ClauseDialog open={making === 'clause'} onClose={() => setMaking(null)} />
    </OfficePage>
  );
}

function Drafts({ onBegin }: { onBegin: () => void }) {
  const t = useT(officeWords);
  const locale = useLocale();
  const search = useSearch({ from: '/policies/office' });
  const navigate = useNavigate({ from: '/policies/office' });
  const status = draftStates.find((s) => s === search.status);
  const { items, error, more } = useRoutePages(listDrafts, {
    query: { limit: 50, ...(status ? { status } : {}) },
  });
  const columns: readonly Column<DraftSummary>[] = [
    {
      key: 'title',
      title: t.col.title,
      card: 'title',
      render: (d) => (
        <Link to="/policies/office/$id" params={{ id: d.id }} className={styles.titleLink}>
          {d.title[locale] || d.title.zh || d.clauseId}
        </Link>
      ),
    },
    {
      key: 'policy',
      title: '',
      card: 'subtitle',
      render: (d) => <span className={styles.hint}>{d.policyTitle[locale]}</span>,
    },
    { key: 'number', title: t.col.number, width: '110px', render: (d) => t.versionNo(d.number) },
    {
      key: 'status',
      title: t.col.status,
      card: 'corner',
      width: '120px',
      render: (d) => <StatusTag tone={tones[d.status]}>{t.status[d.status]}</StatusTag>,
    },
    { key: 'by', title: t.col.by, width: '120px', render: (d) => d.draftedBy.name },
    { key: 'at', title: t.col.at, width: '150px', render: (d) => <Time at={d.draftedAt} dateOnly /> },
  ];
  return (
    <Section title={t.drafts}>
      <Choices
        label={t.col.status}
        value={status ?? ''}
        options={[
          { value: '', label: t.allStates },
          ...draftStates.map((value) => ({ value, label: t.status[value] ?? value })),
        ]}
        onChange={(value) => void navigate({ search: { status: value || undefined }, replace: true })}
      />
      {error && <ProblemView error={error} />}
      <DataTable
        columns={columns}
        rows={items}
        rowKey={(d) => d.id}
        label={t.office}
        more={more}
        empty={
          <Empty icon="ledger" title={t.noDrafts} action={<Button onClick={onBegin}>{t.newVersion}</Button>}>
            {t.noDraftsText}
          </Empty>
        }
      />
    </Section>
  );
}

function useBegin() {
  const navigate = useNavigate();
  return useRouteMutation(createDraft, {
    onSuccess: (draft) => void navigate({ to: '/policies/office/$id', params: { id: draft.id } }),
  });
}

/** The id of the draft that is under way, where that is why another was refused. */
const openDraft = (error: unknown): string | null => {
  const id =
    error instanceof ApiProblem ? error.reasons.find((r) => r.code === 'policy.draft_open')?.data.id : null;
  return typeof id === 'string' && id !== '' ? id : null;
};

function Refused({ error }: { error: unknown }) {
  const t = useT(officeWords);
  const id = openDraft(error);
  return (
    <ProblemView
      error={error}
      nearest={
        id && (
          <Link to="/policies/office/$id" params={{ id }} className={buttonClass('plain')}>
            {t.continueDraft}
          </Link>
        )
      }
    />
  );
}

function VersionDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useT(officeWords);
  const begin = useBegin();
  return (
    <Dialog open={open} title={t.newVersion} onClose={onClose} width={720}>
      {begin.error && <Refused error={begin.error} />}
      <FindClause on={open}>
        {(c) => (
          <Button
            look="quiet"
            busy={begin.isPending && begin.variables?.body.clauseId === c.id}
            onClick={() => begin.mutate({ body: { kind: 'version', clauseId: c.id } })}
          >
            {t.begin}
          </Button>
        )}
      </FindClause>
    </Dialog>
  );
}

function ClauseDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useT(officeWords);
  const locale = useLocale();
  const { actions } = useT();
  const id = useId();
  const [clauseId, setClauseId] = useState('');
  const [policyId, setPolicyId] = useState('');
  const [isNew, setIsNew] = useState(false);
  const [taken, setTaken] = useState<ClauseSummary['policy'] | null>(null);
  const begin = useBegin();
  const fits = (text: string) => /^[a-z0-9][a-z0-9.-]{1,79}$/.test(text);
  // Said while it is typed: a button that stays grey says nothing
  const wrong = (text: string) => (text.length > 1 && !fits(text) ? t.idWrong : undefined);
  const inDocument = isNew ? policyId : (taken?.id ?? '');
  const take = (clause: ClauseSummary) => {
    setTaken(clause.policy);
    // Clauses of a document begin alike
    if (clauseId === '' || clauseId.endsWith('.'))
      setClauseId(clause.id.slice(0, clause.id.lastIndexOf('.') + 1));
  };
  const make = () =>
    begin.mutate({
      body: {
        kind: 'clause',
        clauseId,
        policyId: inDocument,
        clause: newClauseText(),
        ...(isNew ? { document: newDocumentText() } : {}),
      },
    });
  return (
    <Dialog
      open={open}
      title={t.newTitle}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{actions.cancel}</Button>
          <Button
            look="act"
            busy={begin.isPending}
            disabled={!fits(clauseId) || clauseId.endsWith('.') || !fits(inDocument)}
            onClick={make}
          >
            {t.create}
          </Button>
        </>
      }
    >
      <label className={styles.row}>
        <input type="checkbox" checked={isNew} onChange={(e) => setIsNew(e.target.checked)} />
        {t.isNewDocument}
      </label>
      {isNew ? (
        <Field label={t.policyId} htmlFor={`${id}p`} help={t.policyIdHelp} error={wrong(policyId)}>
          <input
            id={`${id}p`}
            className={inputClass}
            aria-describedby={helpId(`${id}p`)}
            value={policyId}
            onChange={(e) => setPolicyId(e.target.value.trim())}
          />
        </Field>
      ) : taken ? (
        <p className={styles.row}>
          <strong>{taken.title[locale]}</strong>
          <Button look="quiet" onClick={() => setTaken(null)}>
            {t.otherDocument}
          </Button>
        </p>
      ) : (
        <FindClause documents on={open}>
          {(c) => (
            <Button look="quiet" onClick={() => take(c)}>
              {t.takeDocument}
            </Button>
          )}
        </FindClause>
      )}
      <Field label={t.clauseId} htmlFor={`${id}c`} help={t.clauseIdHelp} error={wrong(clauseId)}>
        <input
          id={`${id}c`}
          className={inputClass}
          aria-describedby={helpId(`${id}c`)}
          value={clauseId}
          onChange={(e) => setClauseId(e.target.value.trim())}
        />
      </Field>
      {begin.error && <Refused error={begin.error} />}
    </Dialog>
  );
}
