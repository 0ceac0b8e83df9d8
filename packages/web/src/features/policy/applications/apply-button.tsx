import { createApplication } from '@hegu/contract/policy/applications.ts';
import type { Match } from '@hegu/contract/policy/matching.ts';
import { Link, useNavigate } from '@tanstack/react-router';
import { useT } from '../../../i18n/messages.ts';
import { useRouteMutation } from '../../../lib/query.ts';
import { Button, buttonClass } from '../../../ui/button.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { applicationWords } from './messages.ts';

const open: ReadonlySet<Match['group']> = new Set<Match['group']>(['now', 'review']);

/** From a match to its application: one for the firm, or one for each thing that it pays for. */
export function ApplyButton({ match, firmId }: { match: Match; firmId: string }) {
  const t = useT(applicationWords);
  const navigate = useNavigate();
  const create = useRouteMutation(createApplication, {
    onSuccess: (made) => void navigate({ to: '/policies/applications/$id', params: { id: made.id } }),
  });
  if (match.group === 'confirm')
    return (
      <Link to="/policies/applications" className={buttonClass('act')}>
        {t.toOffers}
      </Link>
    );
  if (!open.has(match.group)) return null;
  const items = match.awards.flatMap((a) => (a.item !== null ? [a.item] : []));
  const start = (item?: string) =>
    create.mutate({ body: { firmId, clauseId: match.clause.id, ...(item === undefined ? {} : { item }) } });
  return (
    <>
      {items.length === 0 && (
        <Button look="act" busy={create.isPending} onClick={() => start()}>
          {t.start}
        </Button>
      )}
      {items.map((item) => (
        <Button key={item} look="act" busy={create.isPending} onClick={() => start(item)}>
          {items.length === 1 ? t.start : t.startFor(item)}
        </Button>
      ))}
      {create.error && <ProblemView error={create.error} />}
    </>
  );
}
