// `:core`: the bindings of the Rust core, and what drives it. Plain Kotlin for the JVM, so that its
// tests run on any machine.

import groovy.json.JsonSlurper
import org.jetbrains.kotlin.gradle.dsl.JvmTarget

plugins {
    `java-library`
    alias(libs.plugins.kotlin.jvm)
}

val workspace: File = rootDir.parentFile

/** What the library and the bindings are made of. */
val rustSources =
    fileTree(workspace) {
        include("Cargo.toml", "Cargo.lock", ".cargo/**", "shared/**")
    }

/** Where cargo builds, which its settings may move. */
val products: Provider<String> =
    providers
        .exec {
            workingDir = workspace
            commandLine("cargo", "metadata", "--format-version", "1", "--no-deps")
        }.standardOutput.asText
        .map { text ->
            val metadata = JsonSlurper().parseText(text) as Map<*, *>
            "${metadata["target_directory"]}/debug"
        }

val bindings by tasks.registering(Exec::class) {
    description = "Generates the Kotlin bindings of the Rust core."
    inputs.files(rustSources)
    outputs.dir(layout.buildDirectory.dir("bindings"))
    workingDir = workspace
    commandLine("cargo", "bindings")
}

val buildWorkspace by tasks.registering(Exec::class) {
    description = "Builds the library and the fixture server that the tests run."
    workingDir = workspace
    commandLine("cargo", "build", "--workspace")
    // What is up to date, cargo knows best. It does one thing at a time.
    mustRunAfter(bindings)
}

java {
    sourceCompatibility = JavaVersion.toVersion(libs.versions.jvm.get())
    targetCompatibility = JavaVersion.toVersion(libs.versions.jvm.get())
}

kotlin {
    compilerOptions {
        jvmTarget = JvmTarget.fromTarget(libs.versions.jvm.get())
        allWarningsAsErrors = true
    }
    sourceSets.main {
        kotlin.srcDir(bindings)
    }
}

dependencies {
    implementation(libs.okhttp)
    // Pages come as flows.
    api(libs.coroutines.core)
    // Who runs it brings JNA as their platform has it: a jar here, an Android library in the app.
    compileOnly(libs.jna)

    testImplementation(libs.jna)
    testImplementation(libs.kotlin.reflect)
    testImplementation(libs.serialization.json)
    testImplementation(platform(libs.junit.bom))
    testImplementation(libs.junit.jupiter)
    testRuntimeOnly(libs.junit.launcher)
}

tasks.test {
    dependsOn(buildWorkspace)
    useJUnitPlatform()
    systemProperty("jna.library.path", products.get())
    systemProperty("fieldloop.workspace", workspace.path)
    // They also go by the library, the fixture server and the contract, unseen
    // by Gradle.
    outputs.upToDateWhen { false }
}
