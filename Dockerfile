# The server, for a cluster (GRAIN_RUNTIME=Orleans) or as one process (GRAIN_RUNTIME=Embedded):
#   docker build -t skillflaw .
#   docker build -t skillflaw:embedded --build-arg GRAIN_RUNTIME=Embedded .
# With ORLEANS_TLS=true the nodes of a cluster can talk by TLS, which is in a package of its own.

FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
ARG TARGETARCH
ARG GRAIN_RUNTIME=Orleans
ARG ORLEANS_TLS=false
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
WORKDIR /source

# Only what decides about the packages: they are restored again when one of these changes, and not with every line of code.
COPY global.json Directory.Build.props Directory.Build.targets Directory.Packages.props ./
COPY build/GrainRuntime.targets build/OrleansPackages.csproj build/
COPY src/Components/*.csproj src/Components/
COPY src/Grains/*.csproj src/Grains/
COPY src/Grains.Abstractions/*.csproj src/Grains.Abstractions/
COPY src/Graph/*.csproj src/Graph/
COPY src/Orleans.Embedded/*.csproj src/Orleans.Embedded/
COPY src/Silo/*.csproj src/Silo/
COPY src/Storage/*.csproj src/Storage/
COPY src/WebApi/*.csproj src/WebApi/
RUN dotnet restore src/WebApi -a $TARGETARCH -p:GrainRuntime=$GRAIN_RUNTIME -p:OrleansTls=$ORLEANS_TLS

# Warnings are errors, and .editorconfig says which there are.
COPY .editorconfig ./
COPY src src
RUN dotnet publish src/WebApi -c Release -a $TARGETARCH --self-contained false --no-restore -p:GrainRuntime=$GRAIN_RUNTIME -p:OrleansTls=$ORLEANS_TLS -o /app \
    && mkdir /empty

# No shell and no package manager. "extra" has the time zones, which schedules need.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled-extra
WORKDIR /app
COPY --from=build /app ./

# A new volume takes the owner of the folder that it covers.
COPY --from=build --chown=$APP_UID:$APP_UID /empty /data
COPY --from=build --chown=$APP_UID:$APP_UID /empty /files
USER $APP_UID
VOLUME /data

# Nothing but the data folder and /tmp is written, so the root file system may be read-only.
# The port that the base image sets would only be a warning in the log.
ENV ASPNETCORE_HTTP_PORTS= \
    SKILLFLAW_HOST=0.0.0.0 \
    SKILLFLAW_PORT=7860 \
    SKILLFLAW_CONFIG_DIR=/data \
    SKILLFLAW_LOG_FORMAT=json

# 7860: HTTP. 11111 and 30000: silos among each other, and web hosts to silos. Never publish these two.
EXPOSE 7860 11111 30000

# The start waits for migrations, also for those of another node, for up to five minutes.
HEALTHCHECK --interval=30s --timeout=10s --start-period=330s --start-interval=2s --retries=3 \
    CMD ["dotnet", "SkillFlaw.WebApi.dll", "--health"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["dotnet", "SkillFlaw.WebApi.dll"]
