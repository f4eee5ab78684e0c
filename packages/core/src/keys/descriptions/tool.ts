/** Findings of other tools, and statements of the program that called. */
export const tool: Readonly<Record<string, string>> = {
  CALLER_ATTESTED_INFO:
    'Free-form facts that the program which started the marking vouches for; passed on as they came.',
  CALLER_ATTESTED_HOST_INFO: 'Free-form facts about the machine that the calling program vouches for.',
  CALLER_ATTESTED_BUILD_INFO: 'Free-form facts about the build that the calling program vouches for.',
  CALLER_ATTESTED_ARTIFACT_INFO:
    'What the calling program says of this artifact, with `status`: whether the SHA-256 that it named is the one found (`match`), another (`mismatch`) or could not be compared (`unverified`).',
  CALLER_ATTESTED_UNTRACKED_ARTIFACT_INFO:
    'What the calling program says of paths that turned out to be no artifacts of this operation, by path.',
  SBOM: 'Software bills of materials, by the tool that made them.',
  SECRET_SCANNER: 'Findings of secret scanners, by tool. They may quote the secrets.',
  EXTERNAL_TOOL_DURATION:
    'How long each external tool took, in milliseconds, by tool and by what it was run on.',
  SAST: 'Findings of static security analysis, by tool.',
}
