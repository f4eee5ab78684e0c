/**
 * Ten modules for Gradle, whose daemon runs already, as on a developer's machine. The plugin comes from where Maven
 * builds it: `mvn package` in packages/jvm.
 */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const PLUGIN = fileURLToPath(
  new URL('../../../packages/jvm/gradle-plugin/target/chalkmark-gradle-plugin-0.1.0.jar', import.meta.url),
)
if (!existsSync(PLUGIN)) throw new Error(`${PLUGIN} is missing: run \`mvn package\` in packages/jvm`)

// With --parallel modules are marked while others are packed, which hides a part of the time.
export const command = ['gradle', '--offline', '--quiet', '--daemon', 'assemble']
export const outputs = ['build']
export const archive = (module) => `${module}/build/libs/${module}-1.0.0.jar`

export function projectFiles(modules, isMarked) {
  const files = {
    'settings.gradle': `rootProject.name = 'bench'\ninclude ${modules.map((module) => `'${module}'`).join(', ')}\n`,
    // The daemon ends by itself, soon after the last build.
    'gradle.properties': 'org.gradle.daemon.idletimeout=60000\n',
    'build.gradle': isMarked
      ? `buildscript { dependencies { classpath files('${PLUGIN.replaceAll('\\', '/')}') } }\napply plugin: 'dev.chalkmark'\n`
      : '',
  }
  for (const module of modules)
    files[`${module}/build.gradle`] = `apply plugin: 'java'\ngroup = 'bench'\nversion = '1.0.0'\n`
  return files
}
