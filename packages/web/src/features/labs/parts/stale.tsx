import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useT } from '../../../i18n/messages.ts';
import { ApiProblem } from '../../../lib/problem.ts';
import { Button } from '../../../ui/button.tsx';
import { Alert, ProblemView } from '../../../ui/problem-view.tsx';
import { labs } from './words.ts';

/** A refusal of an edit; when somebody else changed the record meanwhile (412), the way to its latest version. */
export function EditProblem({
  error,
  title,
  nearest,
  onReload,
}: {
  error: unknown;
  title?: string;
  nearest?: ReactNode;
  onReload?: () => void;
}) {
  const t = useT(labs);
  const client = useQueryClient();
  if (!error) return null;
  if (error instanceof ApiProblem && (error.status === 412 || error.has('request.stale'))) {
    return (
      <Alert tone="wait" title={t.stale}>
        <p>
          <Button
            onClick={() => {
              void client.invalidateQueries();
              onReload?.();
            }}
          >
            {t.reload}
          </Button>
        </p>
      </Alert>
    );
  }
  return (
    <ProblemView
      error={error}
      {...(title === undefined ? {} : { title })}
      {...(nearest === undefined ? {} : { nearest })}
    />
  );
}
