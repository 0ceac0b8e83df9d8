import { endOutage } from '@hegu/contract/labs/instruments.ts';
import { useT } from '../../../../i18n/messages.ts';
import { useRouteMutation } from '../../../../lib/query.ts';
import { ConfirmButton } from '../../../../ui/confirm-button.tsx';
import { outages as words } from './messages.ts';

/** Ends a running outage, or calls off one to come; of a recurrence also all that come after it. */
export function EndOutage({
  id,
  running,
  series = false,
}: {
  id: string;
  running: boolean;
  /** One of several that were recorded together. */
  series?: boolean;
}) {
  const t = useT(words);
  const end = useRouteMutation(endOutage);
  const send = (following: boolean) =>
    end.mutateAsync({ params: { id }, query: following ? { following: 'true' } : {} });
  const one = running ? t.endNow : t.callOff;
  return (
    <>
      <ConfirmButton
        look="quiet"
        title={one}
        consequence={running ? t.endText : t.callOffText}
        onConfirm={() => send(false)}
      >
        {one}
      </ConfirmButton>
      {series && (
        <ConfirmButton
          look="quiet"
          title={t.callOffAll}
          consequence={running ? t.endAllText : t.callOffAllText}
          onConfirm={() => send(true)}
        >
          {t.callOffAll}
        </ConfirmButton>
      )}
    </>
  );
}
