/** An application of Spring Boot, built by Maven. */
import { cpSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { APPLICATION, CHALKMARK, JVM, mustRun, writeFiles } from './run.mjs'

let isInstalled = false

/** @returns the archive. */
export function buildWithMaven({ boot, packaging, isExecutable = false, isMarked, folder }) {
  const archive = join(folder, `maven-${isMarked ? 'marked' : 'plain'}.${packaging}`)
  if (!isMarked && existsSync(archive)) return archive
  if (!isInstalled) {
    mustRun(['mvn', '-q', '-B', 'install', '-DskipTests', '-pl', 'client,maven-plugin', '-am'], JVM)
    isInstalled = true
  }
  const project = join(folder, isMarked ? 'maven-marked' : 'maven')
  writeFiles(project, { ...APPLICATION, 'pom.xml': pom({ boot, packaging, isExecutable }) })
  // The archive holds the POM, so both have the same one.
  const skip = isMarked ? [] : ['-Dchalkmark.skip']
  mustRun(['mvn', '-q', '-B', 'clean', 'package', ...skip], project)
  cpSync(join(project, 'target', `app.${packaging}`), archive)
  return archive
}

function pom({ boot, packaging, isExecutable }) {
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <parent>
    <groupId>org.springframework.boot</groupId>
    <artifactId>spring-boot-starter-parent</artifactId>
    <version>${boot}</version>
    <relativePath/>
  </parent>
  <groupId>a</groupId>
  <artifactId>app</artifactId>
  <version>1.0</version>
  <packaging>${packaging}</packaging>
  <properties>
    <java.version>17</java.version>
    <project.build.outputTimestamp>2026-01-01T00:00:00Z</project.build.outputTimestamp>
  </properties>
  <dependencies>
    <dependency>
      <groupId>org.springframework.boot</groupId>
      <artifactId>spring-boot-starter</artifactId>
    </dependency>
  </dependencies>
  <build>
    <finalName>app</finalName>
    <plugins>
      <plugin>
        <groupId>org.springframework.boot</groupId>
        <artifactId>spring-boot-maven-plugin</artifactId>
        <configuration>${isExecutable ? '<executable>true</executable>' : ''}</configuration>
      </plugin>
      <plugin>
        <groupId>org.apache.maven.plugins</groupId>
        <artifactId>maven-war-plugin</artifactId>
        <configuration><failOnMissingWebXml>false</failOnMissingWebXml></configuration>
      </plugin>
      ${chalkmark()}
    </plugins>
  </build>
</project>
`
}

function chalkmark() {
  return `<plugin>
        <groupId>dev.chalkmark</groupId>
        <artifactId>chalkmark-maven-plugin</artifactId>
        <version>0.1.0</version>
        <configuration>
          <strict>true</strict>
          <node>${process.execPath}</node>
          <command><command>${CHALKMARK}</command></command>
        </configuration>
        <executions><execution><goals><goal>mark</goal></goals></execution></executions>
      </plugin>`
}
