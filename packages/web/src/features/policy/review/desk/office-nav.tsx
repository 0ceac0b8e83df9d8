import { useT } from '../../../../i18n/messages.ts';
import { SubNav } from '../../../../ui/sub-nav.tsx';
import { deskPlaces, useDesk, waitingAt } from './desk.ts';
import { deskWords } from './messages.ts';

/** The pages of the officers' counter, each with how much waits there. */
export function OfficeNav() {
  const t = useT(deskWords);
  const { data } = useDesk();
  return (
    <SubNav
      label={t.nav}
      items={[
        ...deskPlaces.map((place) => ({
          key: place.key,
          label: t[place.key],
          to: place.to,
          count: waitingAt(data, place),
        })),
        { key: 'evaluation', label: t.evaluation, to: '/policies/office/evaluation' },
        { key: 'drafts', label: t.drafts, to: '/policies/office', exact: true },
      ]}
    />
  );
}
