# syntax=docker/dockerfile:1

# The base has no digest here, so that who builds gets its mends. The workflow that publishes takes the digest
# of the day for what it tries and what it publishes, and writes it into a label.
# What runs is bundled, and the same for every kind of machine: this stage always runs on the one that
# builds, and of its packages none is copied.
FROM --platform=$BUILDPLATFORM node:24-alpine AS build
# What is bundled stands in no package of the last stage: the list of components looks here as well.
ARG BUILDKIT_SBOM_SCAN_STAGE=true
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY tsconfig.json vite.config.ts vite.node.config.ts ./
COPY app-modules app-modules
COPY client client
COPY renderer renderer
COPY server server
COPY texts texts
# By its path: npm would put a Node of its own first, which is there only after install scripts.
RUN node node_modules/vite/bin/vite.js build
RUN node node_modules/vite/bin/vite.js build -c vite.node.config.ts --mode server
RUN chmod 755 dist/server/sxncd.js

FROM node:24-alpine
LABEL org.opencontainers.image.title="SxncD hub" \
  org.opencontainers.image.description="Keeps the settings of apps in step across a person's devices" \
  org.opencontainers.image.version="0.1.0" \
  org.opencontainers.image.licenses="MIT"
# The last one: with less room for what is new, Node collects it sooner (docs/decisions/0001).
ENV NODE_ENV=production \
  HOST=0.0.0.0 \
  DATA_DIR=/data \
  NODE_OPTIONS=--max-semi-space-size=4
WORKDIR /app
COPY --from=build /app/dist dist
COPY package.json LICENSE ./
COPY app-modules app-modules
RUN ln -s /app/dist/server/sxncd.js /usr/local/bin/sxncd && mkdir /data && chown node:node /data

USER node
VOLUME /data
EXPOSE 9693 9694
# By the wget of busybox: Node would take a fifth of a second of the processor, twice a minute.
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s \
  CMD host=${HOST:-127.0.0.1}; \
    case $host in 0.0.0.0) host=127.0.0.1 ;; :: | \[::]) host=[::1] ;; \[*) ;; *:*) host=[$host] ;; esac; \
    timeout 4 wget -q -O /dev/null "http://$host:${PORT:-9693}/health"
CMD ["node", "dist/server/hub.js"]
