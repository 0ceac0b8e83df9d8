import type { ComponentProps } from 'react';
import { useT } from '../../../../i18n/messages.ts';
import { useSession } from '../../../../lib/session.ts';
import { Empty } from '../../../../ui/empty.tsx';
import type { Page } from '../../../../ui/page.tsx';
import { OfficePage } from '../../office/parts/office-page.tsx';
import { deskWords } from '../desk/messages.ts';

/** A page that only officers work at; an administrator is told so. */
export function DeskPage({ actions, children, ...props }: ComponentProps<typeof Page>) {
  const t = useT(deskWords);
  const { has } = useSession();
  const officer = has('officer');
  return (
    <OfficePage {...props} actions={officer && actions}>
      {officer ? (
        children
      ) : (
        <Empty icon="user" title={t.officersOnly}>
          {t.officersOnlyText}
        </Empty>
      )}
    </OfficePage>
  );
}
