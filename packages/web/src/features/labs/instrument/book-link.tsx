import type { Instrument } from '@hegu/contract/labs/instruments.ts';
import { Link } from '@tanstack/react-router';
import { useT } from '../../../i18n/messages.ts';
import { useSession } from '../../../lib/session.ts';
import { buttonClass } from '../../../ui/button.tsx';
import { instrumentWords } from './messages.ts';

/** The one thing the page is for; a visitor goes to the sign-in page and from there on to the booking. */
export function BookLink({ instrument, block = false }: { instrument: Instrument; block?: boolean }) {
  const t = useT(instrumentWords);
  const { me } = useSession();
  const look = buttonClass('act', block);
  if (!me) return null;
  if (!me.user) {
    return (
      <Link to="/sign-in" search={{ to: `/instruments/${instrument.id}/book` }} className={look}>
        {t.signInToBook}
      </Link>
    );
  }
  if (!instrument.may.book) return null;
  return (
    <Link to="/instruments/$id/book" params={{ id: instrument.id }} className={look}>
      {t.book}
    </Link>
  );
}
