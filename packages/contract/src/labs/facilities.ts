import { z } from 'zod';
import { flag, id, note, page, pageQuery, searchText, text } from '../fields.ts';
import { route } from '../route.ts';

/** Facilities (平台/机组): who runs instruments, and where. */

const p = z.object({ id });

export const Facility = z.object({
  id,
  nameZh: z.string(),
  nameEn: z.string(),
  organisationId: id,
  organisationName: z.string(),
  organisationNameEn: z.string(),
  district: z.string().nullable(),
  address: z.string().nullable(),
  latitude: z.number().nullable(),
  longitude: z.number().nullable(),
  contactName: z.string().nullable(),
  contactPhone: z.string().nullable(),
  contactEmail: z.string().nullable(),
  descriptionZh: z.string(),
  descriptionEn: z.string(),
  demo: z.boolean(),
  source: z.string().nullable(),
  instrumentCount: z.int(),
  version: z.int(),
});
export type Facility = z.infer<typeof Facility>;

const facilityFields = {
  nameZh: text(120),
  nameEn: text(200),
  district: text(60).nullable(),
  address: text(200).nullable(),
  latitude: z.number().min(-90).max(90).nullable(),
  longitude: z.number().min(-180).max(180).nullable(),
  contactName: text(60).nullable(),
  contactPhone: text(40).nullable(),
  contactEmail: z.email().max(120).nullable(),
  descriptionZh: note(2000),
  descriptionEn: note(2000),
};
export const NewFacility = z.strictObject({ organisationId: id, ...facilityFields }).partial({
  district: true,
  address: true,
  latitude: true,
  longitude: true,
  contactName: true,
  contactPhone: true,
  contactEmail: true,
  descriptionZh: true,
  descriptionEn: true,
});
export const FacilityPatch = z.strictObject(facilityFields).partial();

export const listFacilities = route({
  method: 'get',
  path: '/facilities',
  tag: 'labs',
  action: 'public',
  summary: { zh: '平台列表', en: 'Facilities' },
  query: z.object({
    q: searchText.optional(),
    organisationId: id.optional(),
    managed: flag.optional(),
    ...pageQuery,
  }),
  ok: page(Facility),
  errors: ['request.cursor'],
});
export const getFacility = route({
  method: 'get',
  path: '/facilities/{id}',
  tag: 'labs',
  action: 'public',
  etag: true,
  summary: { zh: '平台详情', en: 'One facility' },
  params: p,
  ok: Facility,
  errors: ['record.not_found'],
});
export const createFacility = route({
  method: 'post',
  path: '/facilities',
  tag: 'labs',
  action: 'facility.create',
  etag: true,
  summary: { zh: '登记平台', en: 'Register a facility' },
  body: NewFacility,
  ok: Facility,
  okStatus: 201,
  errors: ['record.not_found', 'organisation.not_active'],
});
export const updateFacility = route({
  method: 'patch',
  path: '/facilities/{id}',
  tag: 'labs',
  action: 'facility.update',
  etag: true,
  summary: { zh: '修改平台', en: 'Change a facility' },
  params: p,
  body: FacilityPatch,
  ok: Facility,
  errors: ['record.not_found', 'request.stale'],
});
