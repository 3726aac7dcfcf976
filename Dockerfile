# syntax=docker/dockerfile:1

# What runs is bundled, and the same for every kind of machine: this stage always runs on the one that
# builds, and of its packages none is copied.
FROM --platform=$BUILDPLATFORM node:24-alpine AS build
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

FROM node:24-alpine
LABEL org.opencontainers.image.title="SxncD hub" \
  org.opencontainers.image.description="Keeps the settings of apps in step across a person's devices" \
  org.opencontainers.image.licenses="MIT"
# The last one: with less room for what is new, Node collects it sooner (docs/decisions/0001).
ENV NODE_ENV=production \
  HOST=0.0.0.0 \
  DATA_DIR=/data \
  NODE_COMPILE_CACHE=/app/compiled \
  NODE_OPTIONS=--max-semi-space-size=4
WORKDIR /app
COPY --from=build /app/dist dist
COPY package.json LICENSE ./
COPY app-modules app-modules
RUN chmod 755 dist/server/sxncd.js \
  && ln -s /app/dist/server/sxncd.js /usr/local/bin/sxncd \
  && mkdir /data compiled \
  && chown node:node /data compiled

# Everything is compiled once here, so that no start has to: the root is read-only then. A hub that is
# told to listen on no port ends by itself, but has been loaded. The cache is for the user who wrote
# it, and not that user's to change.
USER node
RUN sxncd --data-dir /tmp/first account list && rm -r /tmp/first && ! PORT=none node dist/server/hub.js
USER root
RUN chown -R root:root compiled

USER node
VOLUME /data
EXPOSE 9693
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s \
  CMD ["node", "-e", "const { HOST: h, PORT } = process.env; const all = { '0.0.0.0': '127.0.0.1', '::': '[::1]', '[::]': '[::1]' }; const host = all[h] ?? (h && h.includes(':') && h[0] !== '[' ? `[${h}]` : h || '127.0.0.1'); fetch(`http://${host}:${PORT || 9693}/health`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/server/hub.js"]
