import QRCode from 'qrcode';
import type { Query } from '../../../../platform/command.ts';
import { Download } from '../../../../platform/http/route.ts';
import { getInstrument } from '../service.ts';

/** The page of an instrument on a phone: where its sticker leads. */
export const phonePage = (baseUrl: string, id: string): string => `${baseUrl.replace(/\/+$/, '')}/i/${id}`;

/**
 * An SVG to print and stick on the instrument. Error correction Q (25 %), because stickers in a laboratory get wet.
 *
 * @throws `record.not_found`
 */
export async function qrCode(q: Query, id: string, baseUrl: string): Promise<Download> {
  const instrument = await getInstrument(q, id);
  const svg = await QRCode.toString(phonePage(baseUrl, instrument.id), {
    type: 'svg',
    errorCorrectionLevel: 'Q',
    margin: 2,
  });
  return new Download(svg, 'image/svg+xml', null, { 'cache-control': 'private, max-age=3600' });
}
