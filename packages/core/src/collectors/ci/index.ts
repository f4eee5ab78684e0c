/**
 * All CI systems. Where the variables of several are set at once, the first in the list runs the build:
 * - systems that run jobs come before platforms that build what they host, because such a platform's command line tool
 *   is run in their jobs with its own variables set (`vercel build` in GitHub Actions);
 * - GitHub Actions, GitLab, Azure and Buildkite come before AWS CodeBuild, which hosts runners for them;
 * - Woodpecker comes before Drone, whose variables it once set too;
 * - TeamCity comes before Jenkins, whose plain names (BUILD_ID, BUILD_URL) others set as well.
 */
import type { Collector } from '../collector.js'
import { awsCodebuild } from './aws-codebuild.js'
import { azurePipelines } from './azure-pipelines.js'
import { bitbucket } from './bitbucket.js'
import { buildkite } from './buildkite.js'
import { circleci } from './circleci.js'
import { cloudflarePages } from './cloudflare-pages.js'
import { cloudflareWorkers } from './cloudflare-workers.js'
import { ciCollector } from './collector.js'
import { drone } from './drone.js'
import { githubActions } from './github-actions.js'
import { gitlab } from './gitlab.js'
import { jenkins } from './jenkins.js'
import { netlify } from './netlify.js'
import type { CiSystem } from './system.js'
import { teamcity } from './teamcity.js'
import { travis } from './travis.js'
import { vercel } from './vercel.js'
import { woodpecker } from './woodpecker.js'

export const ciSystems: readonly CiSystem[] = [
  githubActions,
  gitlab,
  azurePipelines,
  buildkite,
  circleci,
  bitbucket,
  teamcity,
  travis,
  woodpecker,
  drone,
  awsCodebuild,
  jenkins,
  vercel,
  netlify,
  cloudflarePages,
  cloudflareWorkers,
]

/** One collector for each system, of which at most one gives keys. */
export const ciCollectors: readonly Collector[] = ciSystems.map((system, index) =>
  ciCollector(system, ciSystems.slice(0, index)),
)
