# syntax=docker/dockerfile:1
# One image for the API, the worker and the migrations: the command chooses. Node strips the types of the sources, so
# the server has no build step.

# The same Node as in package.json, which the tests run with.
ARG NODE_VERSION=24.21.0

FROM node:${NODE_VERSION}-slim AS dependencies
WORKDIR /countersign
COPY package.json package-lock.json .npmrc ./
# No production dependency needs its install script: native parts come prebuilt as packages of their own.
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --ignore-scripts
# Of the library behind /docs one file is served, which is complete in itself: the rest of it, and the 285 packages that it was built
# from, are as large as everything else together.
RUN mkdir -p kept/dist/browser \
 && cp node_modules/@scalar/api-reference/package.json kept/ \
 && cp node_modules/@scalar/api-reference/dist/browser/standalone.js kept/dist/browser/ \
 && npm uninstall --no-save --omit=dev --ignore-scripts @scalar/api-reference \
 && mkdir -p node_modules/@scalar \
 && mv kept node_modules/@scalar/api-reference

# The pages: those on which people sign in, and the console. What builds them is in `devDependencies`, and stays in this stage.
FROM node:${NODE_VERSION}-slim AS pages
WORKDIR /countersign
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts
COPY web ./web
RUN ["node", "node_modules/vite/bin/vite.js", "build", "--config", "web/portal/vite.config.ts"]
RUN ["node", "node_modules/vite/bin/vite.js", "build", "--config", "web/console/vite.config.ts"]

FROM node:${NODE_VERSION}-slim
# For TLS to Temporal, whose client reads the system's certificates, not those in Node.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends ca-certificates \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /countersign
COPY --from=dependencies /countersign/node_modules ./node_modules
COPY package.json package-lock.json server.ts worker.ts migrate.ts ops.ts ./
COPY src ./src
COPY --from=pages /countersign/web/portal/dist ./portal
COPY --from=pages /countersign/web/console/dist ./console
# Workers start seconds faster with their workflows bundled, and could not keep the bundle: their file system is read-only.
RUN node -e "import('./src/runtime/temporal/workflow-bundle.ts').then(({ loadWorkflowBundle }) => loadWorkflowBundle(console))"

# MALLOC_ARENA_MAX: threads come and go here by the hundred, and each of glibc's arenas (8 for each core, unless told) keeps the holes they leave.
ENV NODE_ENV=production \
    MALLOC_ARENA_MAX=2 \
    COUNTERSIGN_PORTAL_FOLDER=/countersign/portal \
    COUNTERSIGN_CONSOLE_FOLDER=/countersign/console \
    COUNTERSIGN_LISTEN_HOST=0.0.0.0 \
    COUNTERSIGN_LISTEN_PORT=7100 \
    COUNTERSIGN_OPERATIONS_HOST=0.0.0.0 \
    COUNTERSIGN_OPERATIONS_PORT=7101

# The files belong to root: the process that serves the network cannot change its own code.
USER node
# 7101 is for metrics and health inside the deployment's own network. Never publish it.
EXPOSE 7100 7101
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.COUNTERSIGN_OPERATIONS_PORT}/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "server.ts"]
