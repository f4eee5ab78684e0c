/** Ten modules for Maven. The plugin comes from the local repository: `mvn install` in packages/jvm. */
export const command = ['mvn', '-q', '-B', '-o', 'package']
export const outputs = ['target']
export const archive = (module) => `${module}/target/${module}-1.0.0.jar`

export function projectFiles(modules, isMarked) {
  const files = { 'pom.xml': parent(modules, isMarked) }
  for (const module of modules) files[`${module}/pom.xml`] = child(module)
  return files
}

function parent(modules, isMarked) {
  return project(`<groupId>bench</groupId><artifactId>bench</artifactId><version>1.0.0</version>
  <packaging>pom</packaging>
  <modules>${modules.map((module) => `<module>${module}</module>`).join('')}</modules>
  <properties><project.build.sourceEncoding>UTF-8</project.build.sourceEncoding></properties>
  <build><plugins>
    ${plugin('org.apache.maven.plugins', 'maven-resources-plugin', '3.3.1')}
    ${plugin('org.apache.maven.plugins', 'maven-compiler-plugin', '3.13.0')}
    ${plugin('org.apache.maven.plugins', 'maven-surefire-plugin', '3.5.2')}
    ${plugin('org.apache.maven.plugins', 'maven-jar-plugin', '3.4.2')}
    ${isMarked ? plugin('dev.chalkmark', 'chalkmark-maven-plugin', '0.1.0', 'mark') : ''}
  </plugins></build>`)
}

function child(module) {
  return project(`<parent><groupId>bench</groupId><artifactId>bench</artifactId><version>1.0.0</version></parent>
  <artifactId>${module}</artifactId>`)
}

function plugin(group, name, version, goal) {
  const executions = goal
    ? `<executions><execution><goals><goal>${goal}</goal></goals></execution></executions>`
    : ''
  return `<plugin><groupId>${group}</groupId><artifactId>${name}</artifactId><version>${version}</version>${executions}</plugin>`
}

function project(content) {
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  ${content}
</project>
`
}
