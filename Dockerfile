# docker build -t hegu . && docker run -d -p 127.0.0.1:4170:4170 -v hegu:/data hegu   (docs/operators/install.md)

FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY packages/contract/package.json packages/contract/
COPY packages/rules/package.json packages/rules/
COPY packages/server/package.json packages/server/
COPY packages/web/package.json packages/web/
RUN npm ci --include=dev --include=optional --no-audit --no-fund
COPY . .
RUN cd packages/web && NODE_ENV=production node ../../node_modules/vite/bin/vite.js build --logLevel warn
# The image brings Node 24; the copy among the packages is for machines that have another.
RUN npm prune --omit=dev --no-audit --no-fund && rm -rf node_modules/node node_modules/node-linux-* node_modules/.bin/node
# Whatever the install scripts left out of PostgreSQL is put right now, while the folder may be written.
RUN node -e "import('./packages/server/src/platform/db/postgres/binaries.ts').then((m) => console.log(m.findBinaries(undefined).version))"

FROM node:24-bookworm-slim
ENV NODE_ENV=production HEGU_DATA=/data HOST=0.0.0.0 PORT=4170
RUN useradd --uid 4170 --user-group --no-create-home --home-dir /data --shell /usr/sbin/nologin hegu && mkdir -m 0700 /data && chown hegu:hegu /data \
 && printf '#!/bin/sh\nexec node /app/packages/server/src/cli.ts "$@"\n' > /usr/local/bin/hegu && chmod 0755 /usr/local/bin/hegu
WORKDIR /app
COPY --from=build /app /app
# Compiled once, now and by whoever runs it: a container starts in half the time.
ENV NODE_COMPILE_CACHE=/var/cache/hegu
RUN install -d -o hegu -g hegu /var/cache/hegu
USER hegu
RUN node -e "import('./packages/server/src/server.ts').then(() => require('node:module').flushCompileCache())"
VOLUME /data
EXPOSE 4170
# Recovery after a crash may take a while before the first answer.
HEALTHCHECK --interval=15s --timeout=5s --start-period=120s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT ?? 4170) + '/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=64", "packages/server/src/main.ts"]
