import type { Case } from '@hegu/contract/casework.ts';
import type { Query } from '../command.ts';
import { DomainError } from '../errors.ts';
import { availableTo, type CaseKind, documentsOf, mayView } from './rules.ts';
import * as store from './store.ts';

async function toCase(q: Query, kind: CaseKind, row: store.CaseRow): Promise<Case> {
  const { def } = kind;
  const nowhere = { zh: row.state, en: row.state };
  const { documents: _, ...data } = row.data;
  const events = await store.listEvents(q.tx, q.scope, row.id);
  return {
    id: row.id,
    kind: row.kind,
    name: { ...def.name },
    state: row.state,
    stateName: { ...(def.states[row.state]?.name ?? nowhere) },
    subjectKind: row.subject_kind,
    subjectId: row.subject_id,
    organisationId: row.organisation_id,
    ownerOrganisationId: row.owner_organisation_id,
    openedAt: row.opened_at.toString(),
    closedAt: row.closed_at?.toString() ?? null,
    dueAt: row.due_at?.toString() ?? null,
    overdue: row.overdue_at !== null,
    data,
    documents: documentsOf(row.data),
    version: row.version,
    transitions: availableTo(def, q.actor, row).map((name) => ({
      name,
      words: { ...(def.transitions[name]?.name ?? nowhere) },
      documents: [...(def.transitions[name]?.documents ?? [])],
    })),
    events: events.map((e) => ({
      id: e.id,
      at: e.at.toString(),
      actor: e.actor,
      transition: e.transition,
      name: {
        ...(def.transitions[e.transition]?.name ??
          eventNames[e.transition] ?? { zh: e.transition, en: e.transition }),
      },
      fromState: e.from_state,
      toState: e.to_state,
      input: { ...e.input },
    })),
  };
}

const eventNames: Readonly<Record<string, { zh: string; en: string }>> = {
  open: { zh: '提交', en: 'Opened' },
  overdue: { zh: '逾期', en: 'Overdue' },
};

/** A case with its history and what the reader may do; 404 for those who may not see it. */
export async function getCase(q: Query, kind: CaseKind, id: string): Promise<Case> {
  const row = await store.findCase(q.tx, q.scope, id);
  if (!row || row.kind !== kind.def.kind || !mayView(kind.def, q.actor, row))
    throw new DomainError('record.not_found', { id });
  return toCase(q, kind, row);
}

/** The open case of a kind about a subject, or null. For counters; no access check. */
export const findOpenCase = async (
  q: Query,
  kind: CaseKind,
  subject: { readonly kind: string; readonly id: string },
): Promise<store.CaseRow | null> => (await store.findOpenCase(q.tx, q.scope, kind.def.kind, subject)) ?? null;

/** True when the reader may see the case, and so its documents (`files.openGranted`). */
export async function maySeeDocument(
  q: Query,
  kind: CaseKind,
  caseId: string,
  fileId: string,
): Promise<boolean> {
  const row = await store.findCase(q.tx, q.scope, caseId);
  if (!row || row.kind !== kind.def.kind || !mayView(kind.def, q.actor, row)) return false;
  return Object.values(documentsOf(row.data)).includes(fileId);
}
