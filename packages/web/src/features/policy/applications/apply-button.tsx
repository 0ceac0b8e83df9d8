import {
  type ApplicationSummary,
  createApplication,
  listApplications,
} from '@hegu/contract/policy/applications.ts';
import type { Match } from '@hegu/contract/policy/matching.ts';
import { Link, useNavigate } from '@tanstack/react-router';
import { useT } from '../../../i18n/messages.ts';
import { ApiProblem } from '../../../lib/problem.ts';
import { useRouteMutation, useRouteQuery } from '../../../lib/query.ts';
import { Button, buttonClass } from '../../../ui/button.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { useItemName } from '../parts/names.ts';
import { applicationWords } from './messages.ts';
import { isOver } from './stages.ts';

const open: ReadonlySet<Match['group']> = new Set<Match['group']>(['now', 'review', 'confirm']);

/** Where only data is missing, the form asks for it. */
const mayStart = ({ group, clause }: Match): boolean =>
  open.has(group) || (group === 'data' && clause.window.state === 'open' && clause.standing !== 'over');

/** Which things it can be applied for, where the server had to ask. */
function offeredItems(error: unknown): string[] {
  if (!(error instanceof ApiProblem)) return [];
  const items = error.reasons.find((r) => r.code === 'policy.item_required')?.data.items;
  return Array.isArray(items) ? items.filter((i) => typeof i === 'string') : [];
}

/** What of a firm is under way or offered for a clause; asked once for all clauses of a page. */
export function useUnderWay(firmId: string, clauseId: string): readonly ApplicationSummary[] | undefined {
  const { data } = useRouteQuery(listApplications, { query: { firmId, limit: 200 } });
  return data?.items.filter((a) => a.clauseId === clauseId && !isOver(a.status));
}

/** From a match to its application: the one that is offered or under way, or a new one for the firm or for each thing it pays for. */
export function ApplyButton({ match, firmId }: { match: Match; firmId: string }) {
  const t = useT(applicationWords);
  const navigate = useNavigate();
  const itemName = useItemName();
  const underWay = useUnderWay(firmId, match.clause.id);
  const create = useRouteMutation(createApplication, {
    onSuccess: (made) => void navigate({ to: '/policies/applications/$id', params: { id: made.id } }),
  });
  if (underWay === undefined) return null;
  const awarded = match.awards.flatMap((a) => (a.item !== null ? [a.item] : []));
  const items = awarded.length > 0 ? awarded : offeredItems(create.error);
  const start = (item?: string) =>
    create.mutate({ body: { firmId, clauseId: match.clause.id, ...(item === undefined ? {} : { item }) } });
  const word = (a: ApplicationSummary) =>
    a.status === 'offered'
      ? t.toOffer
      : a.status === 'draft'
        ? t.goOn
        : a.status === 'supplement'
          ? t.toSupplement
          : t.toProgress;
  // One for the firm as a whole; or of several things those that nothing is under way for
  const free = !mayStart(match)
    ? []
    : items.length === 0
      ? underWay.length === 0
        ? [undefined]
        : []
      : items.filter((item) => !underWay.some((a) => a.item === item));
  if (underWay.length === 0 && free.length === 0) return null;
  return (
    <>
      {underWay.map((a) => (
        <Link
          key={a.id}
          to="/policies/applications/$id"
          params={{ id: a.id }}
          className={buttonClass(['offered', 'draft', 'supplement'].includes(a.status) ? 'act' : 'plain')}
        >
          {a.item === null ? word(a) : t.ofItem(word(a), itemName(a.item))}
        </Link>
      ))}
      {free.map((item) => (
        <Button key={item ?? ''} look="act" busy={create.isPending} onClick={() => start(item)}>
          {item !== undefined && (items.length > 1 || awarded.length === 0)
            ? t.startFor(itemName(item))
            : match.group === 'data'
              ? t.startAndTell
              : t.start}
        </Button>
      ))}
      {create.error && <ProblemView error={create.error} />}
    </>
  );
}
