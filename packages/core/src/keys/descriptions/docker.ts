/** Container builds and registries. Chalkmark marks no images; the reference program does. */
export const docker: Readonly<Record<string, string>> = {
  DOCKER_FILE: 'Text of the Dockerfile as it was handed to the build.',
  DOCKER_FILE_CHALKED: 'Text of the Dockerfile that was built in the end, with what marking added.',
  DOCKERFILE_PATH: 'Path of the Dockerfile on the machine that ran the build.',
  DOCKERFILE_PATH_WITHIN_VCTL:
    'Path of the Dockerfile from the root of its repository; missing if it came from standard input or from outside.',
  DOCKER_PLATFORM: 'Platform that this image is for. A build for several platforms gives one mark each.',
  DOCKER_PLATFORMS: 'All platforms that the build made images for.',
  DOCKER_LABELS: 'Labels that the build gave to the image.',
  DOCKER_ANNOTATIONS: "Annotations that the build gave to the image's manifest.",
  DOCKER_TAGS: 'Tags that the build gave to the image, as `repository:tag`.',
  DOCKER_CONTEXT: 'Folder or URL that was the build context.',
  DOCKER_ADDITIONAL_CONTEXTS: 'Further named contexts of the build, by name.',
  DOCKER_CHALK_ADDED_LABELS: "Labels that marking added on top of the user's.",
  DOCKER_CHALK_ADDED_TO_DOCKERFILE: 'Instructions that marking added to the Dockerfile.',
  DOCKER_TARGET: 'Stage of the Dockerfile that was built; empty if that stage has no name.',
  DOCKER_BASE_IMAGE_CHALK: 'The whole mark of the base image, if it carries one.',
  DOCKER_BASE_IMAGE_METADATA_ID: 'METADATA_ID of the base image, if it carries a mark.',
  DOCKER_BASE_IMAGE: 'Base image of the stage that was built, as the Dockerfile names it.',
  DOCKER_BASE_IMAGE_REPO: "Repository part of the base image's name.",
  DOCKER_BASE_IMAGE_REGISTRY: 'Registry that the base image comes from, with its port if there is one.',
  DOCKER_BASE_IMAGE_NAME: 'Name of the base image inside its registry, such as `library/alpine`.',
  DOCKER_BASE_IMAGE_TAG: 'Tag of the base image, if the Dockerfile gives one.',
  DOCKER_BASE_IMAGE_DIGEST: "Digest of the base image's manifest.",
  DOCKER_BASE_IMAGE_CONFIG_DIGEST: "Digest of the base image's config, which Docker calls the image id.",
  DOCKER_BASE_IMAGES:
    'Base image of each stage in the Dockerfile, taken apart: registry, name, tag, digest and so on.',
  DOCKER_COPY_IMAGES:
    'Images that the stages of the Dockerfile copy from, taken apart, with source and destination.',
  _DOCKER_CLIENT_VERSION: 'Version of the Docker command line program.',
  _DOCKER_SERVER_VERSION: 'Version of the Docker daemon.',
  _DOCKER_BUILDX_VERSION: 'Version of the buildx plugin.',
  _DOCKER_INFO: 'What `docker info` printed.',
  _DOCKER_BUILDER_BUILDKIT_VERSION: 'Version of BuildKit in the builder that was used.',
  _DOCKER_BUILDER_INFO: 'What `docker buildx inspect` printed about the builder.',
  _DOCKER_BUILDER_NODES_INFO: 'What `docker buildx inspect` printed about each node of the builder, by node.',
  _DOCKER_BUILDER_NODES_CONFIG: 'BuildKit config of each node of the builder, by node.',
  _DOCKER_USED_REGISTRIES:
    'How each registry was reached: URL, certificate checks, mirror, whether with a login. By host and port.',
  _REPO_TAGS: 'Tags of the image in registries, with their digests: registry, then name, then tag.',
  _REPO_DIGESTS: 'Manifest digests of the image: registry, then name.',
  _REPO_LIST_DIGESTS: 'Digests of the manifest lists that hold the image: registry, then name.',
  _REPO_BUILD_CONTEXTS:
    'Digests under which build contexts were uploaded next to the image: registry, then name, then context.',
  _REPO_BUILD_CONTEXT_TAR_SIZES:
    'Sizes of the uploaded build contexts in bytes, in the layout of `_REPO_BUILD_CONTEXTS`.',
  _REPO_BUILD_CONTEXT_SKIPPED_FILES:
    'Files that were left out of the uploaded build contexts, in the layout of `_REPO_BUILD_CONTEXTS`.',
  DOCKER_BUILD_CONTEXT_SNAPSHOTS:
    'Where a build context is kept between build and push, so that the push can upload it.',
  _REPO_URLS: 'Web pages of the image for people to read: registry, then name.',
  DOCKER_CHALK_TEMPORARY_TAG:
    'Tag given to an untagged image so that it could be inspected. Gone since 0.4.0.',
  _FOUND_BASE_MARK:
    'CHALK_ID and METADATA_ID of a mark in a lower layer, found where the top layer had none; not validated.',
}
