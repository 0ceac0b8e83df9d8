import * as contract from '@hegu/contract/labs/projects.ts';
import { type Bound, read, write } from '../../../platform/http/route.ts';
import { createProject, fundProject, getProject, listProjects, updateProject } from './service.ts';

export const projectRoutes: Bound[] = [
  read(contract.listProjects, (q, { query }) => listProjects(q, query)),
  read(contract.getProject, (q, { params }) => getProject(q, params.id)),
  write(contract.createProject, (cx, { body }) => createProject(cx, body)),
  write(contract.updateProject, (cx, { params, body, request }) =>
    updateProject(cx, params.id, body, request.ifMatch),
  ),
  write(contract.fundProject, (cx, { params, body }) => fundProject(cx, params.id, body)),
];
