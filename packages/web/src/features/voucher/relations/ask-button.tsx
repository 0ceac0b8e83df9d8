import type { Reason } from '@hegu/contract/errors.ts';
import { askRelationReview } from '@hegu/contract/voucher/relations.ts';
import { Link } from '@tanstack/react-router';
import { useT } from '../../../i18n/messages.ts';
import { useRouteMutation } from '../../../lib/query.ts';
import { Button } from '../../../ui/button.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { relationWords } from './messages.ts';

/** Beside a refusal because nobody knows how large a holding is: the way on. Nothing for other reasons. */
export function AskRelation({ reason }: { reason: Reason }) {
  const t = useT(relationWords);
  const ask = useRouteMutation(askRelationReview, { invalidate: ['labs'] });
  const { holderId, providerId } = reason.data;
  if (typeof holderId !== 'string' || typeof providerId !== 'string') return null;
  const reviewId = ask.data?.id ?? reason.data.reviewId;
  if (typeof reviewId === 'string')
    return (
      <p>
        <Link to="/vouchers/relations/$id" params={{ id: reviewId }}>
          {t.askDone}
        </Link>
      </p>
    );
  if (reason.code !== 'voucher.relation_review') return null;
  return (
    <div>
      <Button
        busy={ask.isPending}
        onClick={() => ask.mutate({ body: { organisationId: holderId, providerOrganisationId: providerId } })}
      >
        {t.ask}
      </Button>
      {ask.error && <ProblemView error={ask.error} />}
    </div>
  );
}
